// Adds what needs a clock or a clipboard to pages that are complete without.

const language = document.documentElement.lang || "en";
const words = new Intl.RelativeTimeFormat(`${language}-u-nu-latn`, { numeric: "auto" });
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** "12 minutes ago" for a moment within the last week, else nothing. Days are counted by midnights, as people do. */
export function ago(moment, now) {
  const seconds = Math.round((now - moment) / 1000);
  if (!(seconds >= 0 && seconds < WEEK)) return "";
  if (seconds < MINUTE) return document.querySelector("main").dataset.now;
  if (seconds < HOUR) return words.format(-Math.floor(seconds / MINUTE), "minute");
  if (seconds < DAY) return words.format(-Math.floor(seconds / HOUR), "hour");
  const midnights = [now, moment].map((time) => new Date(time).setHours(0, 0, 0, 0));
  return words.format(-Math.round((midnights[0] - midnights[1]) / (DAY * 1000)), "day");
}

function tellAges() {
  const now = Date.now();
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const printed = (time.dataset.printed ??= time.textContent);
    time.textContent = ago(Date.parse(time.dateTime), now) || printed;
    time.title = printed;
  }
}

/** The short address of a story, with a button that copies it. */
class ShareLink extends HTMLElement {
  connectedCallback() {
    if (!navigator.clipboard || this.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = this.dataset.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(this.querySelector("a").href);
      button.textContent = this.dataset.copied;
      setTimeout(() => (button.textContent = this.dataset.copy), 2000);
    });
    this.append(button);
  }
}

/** A menu of languages closes on Escape and on a click elsewhere. */
function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.languages[open]")) {
    const left = event.type === "click" ? !menu.contains(event.target) : event.key === "Escape";
    if (!left) continue;
    menu.open = false;
    if (event.type === "keydown") menu.querySelector("summary").focus();
  }
}

/** Scripts of the widgets below a story are fetched when one of them comes near, so that reading waits for none. */
function fetchWhenNear() {
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        seen.unobserve(target);
        import(new URL(target.dataset.module, import.meta.url));
      }
    },
    { rootMargin: "400px" },
  );
  for (const widget of document.querySelectorAll("[data-module]")) seen.observe(widget);
}

/** Errors are reported from anywhere in a story, so its widget is fetched with the first selection or key. */
function fetchWhenSelecting() {
  const widget = document.querySelector("typo-report");
  if (!widget) return;
  const fetched = () => import(new URL(widget.dataset.module, import.meta.url));
  const look = () => {
    if (getSelection().isCollapsed) return;
    document.removeEventListener("selectionchange", look);
    fetched();
  };
  document.addEventListener("selectionchange", look);
  document.addEventListener("keydown", async (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], dialog")) return;
    await fetched();
    widget.answer();
  });
}

/** What a reader can do without for some seconds is fetched when the page has long been there. */
function fetchLater() {
  for (const { dataset } of document.querySelectorAll("[data-later]")) {
    setTimeout(() => import(new URL(dataset.later, import.meta.url)), 3000);
  }
}

customElements.define("share-link", ShareLink);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);
fetchWhenNear();
fetchWhenSelecting();
fetchLater();
document.addEventListener("wireroom:placed", tellAges);
tellAges();
setInterval(tellAges, MINUTE * 1000);
