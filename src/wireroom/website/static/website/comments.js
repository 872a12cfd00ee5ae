// Sends comments without leaving the page, keeps drafts, replies in place. The form works without this.

import { drafts, freshKey, send } from "./comment-post.js";
import { showErrors } from "./comment-errors.js";
import { showOwn } from "./comment-own.js";

class CommentThread extends HTMLElement {
  connectedCallback() {
    if (this.status) return;
    this.status = this.querySelector(".said");
    this.form = this.querySelector("form.comment-form");
    this.opened = performance.now();
    if (this.form) this.prepare();
    showOwn(this);
  }

  prepare() {
    this.home = document.createComment("form");
    this.form.before(this.home);
    this.draft = drafts(this.form.action);
    this.draft.restore(this.form);
    this.form.noValidate = true; // what is wrong is said in the language of the page
    this.key = freshKey();
    this.addCounter();
    this.form.addEventListener("input", () => this.typed());
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.replied && this.leaveReply());
  }

  addCounter() {
    this.counter = document.createElement("span");
    this.counter.className = "hint counter";
    this.form.elements.text.after(this.counter);
    this.typed();
  }

  typed() {
    const left = Number(this.dataset.longest) - [...this.form.elements.text.value.normalize("NFC")].length;
    this.counter.textContent = left < 500 ? `${this.dataset.left} ${left}` : "";
    this.counter.classList.toggle("form-error", left < 0);
    this.draft.keep(this.form);
  }

  click(event) {
    const link = event.target.closest("a.reply");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.replyTo(link.closest(".comment"), link.dataset.name);
  }

  /** The form comes below the comment that is answered; Escape and Cancel bring it back. */
  replyTo(comment, name) {
    this.leaveReply(false);
    const answers = Object.assign(document.createElement("input"), { type: "hidden", name: "answers" });
    answers.value = comment.dataset.id;
    this.form.append(answers);
    const title = this.form.querySelector("h3");
    const bdi = document.createElement("bdi");
    bdi.textContent = name;
    title.replaceChildren(`${title.dataset.reply} `, bdi);
    const cancel = document.createElement("button");
    Object.assign(cancel, { type: "button", className: "quiet cancel", textContent: this.dataset.cancel });
    cancel.addEventListener("click", () => this.leaveReply());
    this.form.querySelector(".actions").append(" ", cancel);
    comment.after(this.form);
    this.replied = comment;
    this.form.elements.text.focus();
  }

  leaveReply(focus = true) {
    this.form.querySelector('input[name="answers"]')?.remove();
    this.form.querySelector(".cancel")?.remove();
    const title = this.form.querySelector("h3");
    title.textContent = title.dataset.plain;
    if (!this.replied) return;
    this.home.after(this.form);
    if (focus) this.replied.querySelector("a.reply")?.focus();
    this.replied = null;
  }

  async submit(event) {
    event.preventDefault();
    if (this.sending) return;
    this.sending = true;
    this.form.setAttribute("aria-busy", "true");
    this.say("");
    try {
      const seconds = (performance.now() - this.opened) / 1000;
      this.receive(await send(this.form, { key: this.key, seconds }, () => this.say(this.dataset.solving)));
    } finally {
      this.sending = false;
      this.form.removeAttribute("aria-busy");
    }
  }

  /** Only what the server has stored is thanked for; everything else stays in the form. */
  receive(said) {
    const errors = said?.answer.errors ?? {};
    showErrors(this.form, errors);
    if (!said?.ok) {
      const isSaidThere = Object.keys(errors).length > 0;
      this.say(isSaidThere ? "" : (said?.answer.said ?? this.dataset.failed), true);
      return;
    }
    const after = this.replied;
    this.form.elements.text.value = "";
    this.key = freshKey();
    this.typed();
    this.leaveReply(false);
    this.place(said.answer, after);
    this.say(said.answer.said);
  }

  place({ html, own }, after) {
    this.querySelector(".none")?.remove();
    const holder = Object.assign(document.createElement("template"), { innerHTML: html });
    if (after) after.after(holder.content);
    else this.querySelector(".comment-list").append(holder.content);
    if (html) this.countOneMore();
    showOwn(this, [own]);
    const shown = this.querySelector(`#c${own.id}`);
    shown?.setAttribute("tabindex", "-1");
    shown?.focus();
  }

  /** A comment that is published at once is counted in the heading, and its age is told like that of the others. */
  countOneMore() {
    this.dispatchEvent(new Event("wireroom:placed", { bubbles: true }));
    const heading = document.querySelector(".page-head h1") ?? document.querySelector("#comments-title");
    const count = heading.querySelector(".count") ?? document.createElement("span");
    const number = Number(count.textContent.replace(/\D/g, "")) + 1;
    count.className = "count";
    count.textContent = number.toLocaleString(`${document.documentElement.lang}-u-nu-latn`);
    heading.append(" ", count);
  }

  say(text, isError = false) {
    this.status.textContent = text;
    this.status.classList.toggle("is-error", isError);
  }
}

customElements.define("comment-thread", CommentThread);
