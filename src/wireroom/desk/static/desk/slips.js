/* A slip's page: what a wording changes while it is typed. Its keys are those of every page with [data-keys]. */

const PAUSE = 250;
const page = document.querySelector("[data-keys]");
const form = page.querySelector(".slip-mend");
/** Ctrl+Enter in a field: what was typed there is meant, a note for a correction. */
const send = (event) => {
  const { target, ctrlKey, metaKey, key, isComposing } = event;
  if (key !== "Enter" || !(ctrlKey || metaKey) || isComposing) return;
  event.preventDefault();
  const kind = target.name === "note" ? "correction" : form.querySelector("[data-kind]").dataset.kind || "refile";
  form.querySelector(`[name=kind][value=${kind}]`).click();
};

const note = () => form.elements.namedItem("note");

/** A correction asks for its note before it is sent; the server would ask too. */
const askForNote = (event) => {
  if (note().value.trim()) return;
  event.preventDefault();
  note().focus();
};

const mark = ([kind, text]) => {
  if (kind === "same") return text;
  const element = document.createElement(kind === "removed" ? "del" : "ins");
  element.textContent = text;
  return element;
};

/** Nothing differs, or cannot be told: the words stay as they were shown last. */
const showAdvice = ({ pieces, kind = "", summary = "", reasons = [], note: words = "" }) => {
  const box = form.querySelector(".slip-advice");
  box.dataset.kind = kind;
  if (pieces.length) page.querySelector("[data-pieces]").replaceChildren(...pieces.map(mark));
  box.querySelector("[data-summary]").textContent = summary;
  box.querySelector("[data-reasons]").textContent = reasons.join(" ");
  const take = form.querySelector("[data-take-note]");
  take.dataset.takeNote = words;
  take.hidden = !words;
  take.querySelector("[data-note]").textContent = words;
  for (const button of form.querySelectorAll("[name=kind]")) {
    button.classList.toggle("button-secondary", button.value !== (kind || "refile"));
  }
};

let timer = 0;
let asked = 0;
const judge = () => {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const number = ++asked;
    const response = await fetch(form.dataset.judge, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (response?.ok && number === asked) showAdvice(await response.json());
  }, PAUSE);
};

const fill = (field, words) => {
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
};

if (form) {
  form.addEventListener("keydown", send);
  form.elements.namedItem("sentence").addEventListener("input", judge);
  form.querySelector("[value=correction]").addEventListener("click", askForNote);
  form.querySelector("[data-take-note]").addEventListener("click", ({ currentTarget }) => fill(note(), currentTarget.dataset.takeNote));
}

const reason = page.querySelector(".slip-reject textarea");
for (const button of page.querySelectorAll(".slip-reject [data-reason]")) {
  button.addEventListener("click", () => fill(reason, button.textContent));
}
