// Says under a text field how much of it is used, counted as the server counts.

const number = new Intl.NumberFormat(`${document.documentElement.lang || "en"}-u-nu-latn`, { useGrouping: "always" });

/** Code points after NFC. */
export function lengthOf(text) {
  return [...text.normalize("NFC")].length;
}

class CharacterCount extends HTMLElement {
  connectedCallback() {
    this.field = document.getElementById(this.getAttribute("for"));
    if (!this.field || this.printed) return;
    this.printed = this.textContent;
    this.field.addEventListener("input", () => this.tell());
    this.tell();
  }

  tell() {
    const limit = Number(this.dataset.limit);
    const used = lengthOf(this.field.value.trim());
    this.textContent = used ? `${number.format(used)} / ${number.format(limit)}` : this.printed;
    this.toggleAttribute("data-over", used > limit);
  }
}

customElements.define("character-count", CharacterCount);
