/* A slip's page: one key for each decision, and what a wording changes while it is typed. */

const PAUSE = 250;
const page = document.querySelector("[data-slip-keys]");
const form = page.querySelector(".slip-mend");
let left = false;

/** Wagtail lets people switch off all its keys in their account; ours go with them. */
const keysAreOn = () => {
  const config = document.getElementById("wagtail-config");
  return !config || JSON.parse(config.textContent).KEYBOARD_SHORTCUTS_ENABLED !== false;
};

/** The Latin letter that was pressed, by its place on the keyboard where the layout has other letters. */
const letterOf = ({ key, code }) => {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  return key.codePointAt(0) > 127 && code.startsWith("Key") ? code.slice(3).toLowerCase() : "";
};

const isTyping = (target) => target.closest("input, textarea, select, [contenteditable], [role=menu], dialog");

const act = (element) => {
  if (element.matches("textarea")) {
    element.focus();
    element.select();
    return;
  }
  element.click();
};

const onKey = (event) => {
  const { target, isComposing, repeat, ctrlKey, metaKey, altKey } = event;
  if (isComposing || repeat || left || altKey) return;
  if (isTyping(target)) {
    if (event.key === "Escape") target.blur();
    if (event.key === "Enter" && (ctrlKey || metaKey)) send(event, target);
    return;
  }
  if (ctrlKey || metaKey || !keysAreOn()) return;
  const letter = letterOf(event);
  const element = letter && page.querySelector(`[data-key="${letter}"]`);
  if (!element) return;
  event.preventDefault();
  act(element);
};

/** Ctrl+Enter in a field: what was typed there is meant. */
const send = (event, target) => {
  const owner = target.form;
  if (!owner || !page.contains(owner)) return;
  event.preventDefault();
  if (owner !== form) return owner.requestSubmit();
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

document.addEventListener("keydown", onKey);
document.addEventListener("submit", () => { left = true; });
window.addEventListener("pageshow", () => { left = false; });

if (form) {
  form.elements.namedItem("sentence").addEventListener("input", judge);
  form.querySelector("[value=correction]").addEventListener("click", askForNote);
  form.querySelector("[data-take-note]").addEventListener("click", ({ currentTarget }) => fill(note(), currentTarget.dataset.takeNote));
}

const reject = page.querySelector(".slip-reject");
if (reject) {
  const reason = reject.querySelector("textarea");
  reject.addEventListener("toggle", () => reject.open && reason.focus());
  for (const button of reject.querySelectorAll("[data-reason]")) {
    button.addEventListener("click", () => fill(reason, button.textContent));
  }
}

page.dataset.slipKeys = "on";
