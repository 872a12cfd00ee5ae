// Offers to report what a reader has selected in a story: a button by the words, on touch screens a bar at the edge.

const SETTLED = 250;
const GAP = 8;
const byTouch = matchMedia("(pointer: coarse)");

class TypoReport extends HTMLElement {
  connectedCallback() {
    if (this.offer) return;
    this.offer = this.querySelector(".report-offer");
    this.story = this.closest(".story");
    document.addEventListener("selectionchange", () => this.#settle());
    for (const kind of ["pointerdown", "pointerup", "pointercancel"]) {
      document.addEventListener(kind, (event) => this.#point(event), { passive: true });
    }
    // Pressing the button must not take the selection away.
    this.offer.addEventListener("mousedown", (event) => event.preventDefault());
    this.offer.addEventListener("click", () => this.answer(this.words));
    this.#settle();
  }

  /** Opens the dialog for `words`, else for what is selected now; does nothing if that is no text of the story. */
  async answer(words) {
    if (this.querySelector("dialog")) return;
    const range = getSelection().rangeCount ? getSelection().getRangeAt(0).cloneRange() : null;
    const asked = words ?? (await this.#read());
    if (!asked || this.querySelector("dialog")) return;
    const { openReport } = await this.#module("dialog");
    openReport(this, asked, () => this.#back(range));
  }

  #module(name) {
    return import(new URL(this.dataset[name], import.meta.url));
  }

  async #read() {
    const { selectedWords } = await this.#module("words");
    return selectedWords(this.story, getSelection());
  }

  #point(event) {
    this.isPressed = event.type === "pointerdown";
    this.isHeld = this.isPressed && event.target === this.offer;
    if (!this.isPressed) this.#settle();
  }

  /** Looks at the selection once it has stopped changing. */
  #settle() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#look(), SETTLED);
  }

  async #look() {
    if (this.isHeld || (this.isPressed && !byTouch.matches) || this.querySelector("dialog")) return;
    this.words = isInField(document.activeElement) ? null : await this.#read();
    this.offer.hidden = !this.words;
    if (this.words) this.#place();
  }

  /** Below the selection, or above it where there is no room; on touch screens at the edge away from it. */
  #place() {
    const range = getSelection().getRangeAt(0);
    const shown = [...range.getClientRects()].filter((rect) => rect.width > 0);
    if (!shown.length) return;
    const top = Math.min(...shown.map((rect) => rect.top));
    const bottom = Math.max(...shown.map((rect) => rect.bottom));
    const { height, width } = this.offer.getBoundingClientRect();
    const { clientHeight, clientWidth } = document.documentElement;
    this.offer.toggleAttribute("data-above", bottom > clientHeight - height - GAP && top > height + GAP);
    if (byTouch.matches) return;
    const end = shown.at(-1);
    const middle = (end.left + end.right) / 2;
    const below = bottom + GAP + height <= clientHeight ? bottom + GAP : top - GAP - height;
    const y = below >= 0 ? below : clientHeight - height - GAP;
    const x = Math.min(Math.max(middle - width / 2, GAP), clientWidth - width - GAP);
    this.offer.style.setProperty("left", `${x + scrollX}px`);
    this.offer.style.setProperty("top", `${y + scrollY}px`);
  }

  /** Puts the selection back where the reader left it. */
  #back(range) {
    if (!range) return;
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }
}

function isInField(element) {
  return Boolean(element?.closest("input, textarea, select, [contenteditable]"));
}

customElements.define("typo-report", TypoReport);
