/* The portal with a script: new lines come by themselves, and a story's text can be copied. */

const PAUSE = 5000;

class Newer {
  constructor(list) {
    this.list = list;
    this.since = list.dataset.since;
    this.status = document.getElementById("news-status");
    this.again();
  }

  again() {
    setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    if (!document.hidden) {
      try {
        await this.fetch();
      } catch {
        /* no network: the next look may find one */
      }
    }
    this.again();
  }

  async fetch() {
    const answer = await fetch(`${this.list.dataset.newer}&since=${this.since}`, { redirect: "error" });
    if (!answer.ok) return;
    this.since = answer.headers.get("wire-cursor") ?? this.since;
    if (answer.status === 200) this.put(await answer.text());
  }

  put(markup) {
    const lines = document.createElement("template");
    lines.innerHTML = markup;
    for (const line of [...lines.content.children].reverse()) {
      this.list.querySelector(`[data-story="${line.dataset.story}"]`)?.remove();
      line.classList.add("fresh");
      this.list.prepend(line);
    }
    document.querySelector(".empty")?.remove();
    if (this.status) this.status.textContent = this.status.dataset.said;
  }
}

class WireCopy extends HTMLElement {
  connectedCallback() {
    const [button, text, status] = ["button", "textarea", "span"].map((name) => this.querySelector(name));
    button.hidden = false;
    button.addEventListener("click", async () => {
      status.textContent = "";
      try {
        await navigator.clipboard.writeText(text.value);
        status.textContent = this.dataset.done;
      } catch {
        text.hidden = false;
        text.select();
      }
    });
  }
}

customElements.define("wire-copy", WireCopy);
const list = document.querySelector("[data-newer]");
if (list) new Newer(list);
