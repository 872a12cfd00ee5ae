/* One key for each decision on a page with [data-keys]; what a key does stands on its button. */

const page = document.querySelector("[data-keys]");
let left = false;

/** Wagtail lets people switch off all its keys in their account; ours go with them. */
const keysAreOn = () => {
  const config = document.getElementById("wagtail-config");
  return !config || JSON.parse(config.textContent).KEYBOARD_SHORTCUTS_ENABLED !== false;
};

/** The letter or digit that was pressed, by its place on the keyboard where the layout has other letters. */
const signOf = ({ key, code }) => {
  if (/^[a-z0-9]$/i.test(key)) return key.toLowerCase();
  if (key.length > 2 || key.codePointAt(0) < 128) return "";
  return code.replace(/^(Key|Digit)/, "").toLowerCase();
};

const isTyping = (target) =>
  target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], [role=menu], dialog");

const isSeen = (element) => element.getClientRects().length > 0;

const onKey = (event) => {
  const { target, isComposing, repeat, ctrlKey, metaKey, altKey } = event;
  if (event.defaultPrevented || isComposing || repeat || left || altKey) return;
  if (event.key === "Escape") leave(target);
  if (event.key === "Enter" && (ctrlKey || metaKey) && target.form) return target.form.requestSubmit();
  if (ctrlKey || metaKey || isTyping(target) || !keysAreOn()) return;
  const sign = signOf(event);
  const element = sign && [...page.querySelectorAll(`[data-key="${sign}"]`)].find(isSeen);
  if (!element) return;
  event.preventDefault();
  element.focus();
  if (element.matches("textarea")) element.select();
  else element.click();
};

/** Out of a field, then out of the form that is open. */
const leave = (target) => {
  if (isTyping(target)) return target.blur();
  const open = target.closest("details[open]") ?? page.querySelector("details[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
};

/** An opened form takes the focus, and the words that were marked in [data-words]. */
const onToggle = ({ target }) => {
  if (!target.open) return;
  const field = target.querySelector("input:not([type=hidden]), textarea");
  if (field?.name === "quote" && !field.value) field.value = marked;
  field?.focus();
};

let marked = "";
const remember = () => {
  const selection = document.getSelection();
  const words = selection.anchorNode?.parentElement?.closest("[data-words]") ? String(selection).trim() : "";
  if (words) marked = words;
};

document.addEventListener("keydown", onKey);
document.addEventListener("selectionchange", remember);
document.addEventListener("submit", () => { left = true; });
window.addEventListener("pageshow", () => { left = false; });
for (const details of page.querySelectorAll("details")) details.addEventListener("toggle", onToggle);
page.dataset.keys = "on";
