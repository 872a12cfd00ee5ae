// The dialog in which a reader says what is wrong with some words. Text only ever goes in as text.

const number = new Intl.NumberFormat(`${document.documentElement.lang || "en"}-u-nu-latn`, { useGrouping: "always" });
const FIELDS = ["suggestion", "comment", "email"];

/** Opens the dialog for `words` (see report-words.js); `back` is called once it is closed. */
export function openReport(widget, words, back) {
  const dialog = document.importNode(widget.querySelector("template").content, true).querySelector("dialog");
  showPassage(dialog, words);
  const left = document.activeElement;
  widget.append(dialog);
  dialog.querySelector(".close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    back();
    if (left instanceof HTMLElement && left !== document.body) left.focus({ preventScroll: true });
  });
  const isTooLong = words.length > Number(widget.dataset.limit);
  if (isTooLong) refuse(dialog, widget.dataset.tooLong, words.length);
  else prepare(dialog, words);
  dialog.showModal();
  if (isTooLong) dialog.querySelector(".close").focus();
  else dialog.querySelector("[name=suggestion]").select();
}

function showPassage(dialog, { quote, around }) {
  const mark = document.createElement("mark");
  mark.textContent = quote;
  dialog.querySelector(".report-passage").append(around.before, mark, around.after);
}

function refuse(dialog, pattern, count) {
  dialog.querySelector("form").remove();
  dialog.querySelector(".report-passage").remove();
  dialog.setAttribute("aria-describedby", "report-problem");
  dialog.querySelector(".problem").textContent = pattern.replace("#", number.format(count));
}

function prepare(dialog, words) {
  const form = dialog.querySelector("form");
  form.elements.suggestion.value = words.quote;
  for (const counter of dialog.querySelectorAll("[data-module]")) import(new URL(counter.dataset.module, import.meta.url));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(dialog, form, words);
  });
}

async function send(dialog, form, words) {
  const button = form.querySelector(".send");
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  clearProblems(dialog);
  const { status, answer } = await post(form, words);
  button.removeAttribute("aria-disabled");
  if (status === 201) thank(dialog, form, answer);
  else showProblem(dialog, form, answer ?? { message: form.dataset.failed });
}

/** The server's answer; none if it could not be reached or did not speak to scripts. */
async function post(form, { quote, part, before, after, start }) {
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries({ quote, part, before, after, start })) body.set(name, value);
  try {
    const response = await fetch(form.getAttribute("action"), {
      method: "POST",
      headers: { Accept: "application/json" },
      body,
    });
    return { status: response.status, answer: await response.json() };
  } catch {
    return { status: 0, answer: null };
  }
}

function thank(dialog, form, { message, status_url: address }) {
  form.remove();
  dialog.querySelector(".report-done").textContent = message;
  const more = dialog.querySelector(".report-link");
  more.querySelector("a").setAttribute("href", address);
  more.hidden = false;
  more.querySelector("a").focus();
}

function clearProblems(dialog) {
  for (const problem of dialog.querySelectorAll(".problem")) problem.textContent = "";
  for (const field of dialog.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

/** Says what is wrong, at its field if it has one here, and takes the reader there. */
function showProblem(dialog, form, { field, message }) {
  const input = FIELDS.includes(field) ? form.elements[field] : null;
  const place = dialog.querySelector(input ? `#report-${field}-problem` : ".problem");
  place.textContent = message;
  input?.setAttribute("aria-invalid", "true");
  (input ?? place).focus();
}
