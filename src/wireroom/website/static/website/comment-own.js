// Finds the reader's own comments by the cookie: what waits is shown to its author, what is fresh can be changed.

import { ask } from "./comment-post.js";

const REMEMBERED = "wireroom-commented";

/** Shows `own` comments, or asks for them if this browser has ever commented. */
export async function showOwn(thread, own) {
  try {
    if (own) localStorage.setItem(REMEMBERED, "yes");
    else if (!localStorage.getItem(REMEMBERED)) return;
  } catch {
    // A browser that keeps nothing is asked every time.
  }
  const comments = own ?? (await ask(thread.dataset.mine))?.answer.comments ?? [];
  for (const comment of comments) show(thread, comment);
}

function show(thread, comment) {
  const shown = thread.querySelector(`#c${comment.id}`);
  if (shown && comment.state === "published") addTools(thread, shown, comment);
  else if (!shown && comment.state !== "published") thread.querySelector(".comment-list").append(hidden(thread, comment));
}

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** A comment that only its author sees, with what has become of it. */
function hidden(thread, comment) {
  const isWaiting = comment.state === "waiting";
  const note = isWaiting ? thread.dataset.waiting : [thread.dataset.rejected, comment.reason].join(" ");
  const text = element("div", { className: "comment-text" }, element("p", { dir: "auto", textContent: comment.text }));
  const name = element("h3", {}, element("bdi", { textContent: comment.name }));
  const box = element("article", { className: "comment is-own", id: `c${comment.id}` }, name);
  box.append(element("p", { className: "meta", textContent: note }), text, element("footer", {}));
  if (isWaiting) addTools(thread, box, comment);
  if (comment.appeal) {
    box.lastChild.append(element("a", { href: comment.appeal, textContent: thread.dataset.appeal }));
  }
  return box;
}

function addTools(thread, box, comment) {
  const footer = box.querySelector("footer");
  if (!footer || footer.querySelector("button")) return;
  const left = comment.until * 1000 - Date.now();
  if (left > 0) {
    const change = element("button", { type: "button", className: "quiet", textContent: thread.dataset.edit });
    change.addEventListener("click", () => edit(thread, box, comment));
    footer.append(change);
    setTimeout(() => change.remove(), left);
  }
  const remove = element("button", { type: "button", className: "quiet", textContent: thread.dataset.delete });
  remove.addEventListener("click", () => {
    if (remove.dataset.asked) return erase(thread, box, comment);
    remove.dataset.asked = "yes";
    remove.textContent = thread.dataset.sure;
  });
  remove.addEventListener("blur", () => {
    delete remove.dataset.asked;
    remove.textContent = thread.dataset.delete;
  });
  footer.append(remove);
}

/** Puts the focus on what has come in the place of what had it. */
function focusOn(place) {
  place?.setAttribute("tabindex", "-1");
  place?.focus();
}

function edit(thread, box, comment) {
  const text = box.querySelector(".comment-text");
  const area = element("textarea", { rows: 5, dir: "auto", value: comment.text, ariaLabel: thread.dataset.edit });
  const save = element("button", { type: "submit", textContent: thread.dataset.save });
  const cancel = element("button", { type: "button", className: "quiet", textContent: thread.dataset.cancel });
  const actions = element("p", { className: "actions" }, save, " ", cancel);
  const problem = element("p", { className: "form-error", role: "alert" });
  const form = element("form", { className: "comment-form" }, area, problem, actions);
  const leave = () => {
    form.replaceWith(text);
    box.querySelector("footer button")?.focus();
  };
  cancel.addEventListener("click", leave);
  form.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && leave());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = await ask(comment.edit, new URLSearchParams({ text: area.value }));
    if (!said?.ok) {
      problem.textContent = said?.answer.said ?? thread.dataset.failed;
      return;
    }
    thread.say(said.answer.said);
    comment.text = said.answer.text;
    const holder = element("template", { innerHTML: said.answer.html });
    const fresh = holder.content.firstElementChild;
    const shown = fresh ?? hidden(thread, { ...comment, state: "waiting" });
    box.replaceWith(shown);
    if (fresh) addTools(thread, fresh, comment);
    focusOn(shown);
  });
  text.replaceWith(form);
  area.focus();
}

async function erase(thread, box, comment) {
  const said = await ask(comment.edit, new URLSearchParams({ delete: "yes" }));
  thread.say(said?.answer.said ?? thread.dataset.failed, !said?.ok);
  if (!said?.ok) return;
  focusOn(box.nextElementSibling ?? thread.querySelector("h3"));
  box.remove();
}
