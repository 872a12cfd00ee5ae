// Rates with one click and says "thank you" once the server has stored it. The form works without this.

const REMEMBERED = "wireroom-rated";

/** Whether this browser has rated before: only then is it worth asking for the reader's own stars. */
function hasRated() {
  try {
    return Boolean(localStorage.getItem(REMEMBERED));
  } catch {
    return false;
  }
}

function rememberRating() {
  try {
    localStorage.setItem(REMEMBERED, "yes");
  } catch {
    // A browser that keeps nothing shows the stars on the rating page.
  }
}

/** The form of a story's rating, sent by fetch to where it would go anyway. */
class StarRating extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form || this.classList.contains("is-live")) return;
    this.classList.add("is-live");
    const chosen = this.form.querySelector("input:checked");
    this.classList.toggle("has-choice", Boolean(chosen) && !chosen.defaultChecked);
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.form.addEventListener("click", (event) => this.click(event));
    if (hasRated()) this.recall();
  }

  /** A star that is pointed at is sent at once. Keys choose (their clicks have no detail); Enter or the button sends. */
  click(event) {
    if (!event.target.matches("input") || event.detail === 0 || this.sending) return;
    this.form.requestSubmit(this.form.querySelector(".rate"));
  }

  async submit(event) {
    event.preventDefault();
    if (this.sending) return;
    this.sending = true;
    this.form.setAttribute("aria-busy", "true");
    try {
      await this.send(new FormData(this.form, event.submitter));
    } finally {
      this.sending = false;
      this.form.removeAttribute("aria-busy");
    }
  }

  async send(fields) {
    const said = await this.ask({ method: "POST", body: new URLSearchParams(fields) });
    if (!said) {
      this.mark(this.stored ?? 0);
      this.say(this.dataset.failed, true);
      return;
    }
    rememberRating();
    this.show(said.answer);
    this.say(said.answer.said, !said.ok);
  }

  async recall() {
    const said = await this.ask({ method: "GET" });
    if (!said?.ok || this.sending) return;
    this.show(said.answer);
    this.say(said.answer.said);
  }

  /** The server's answer, or nothing if there is none that we understand. */
  async ask(options) {
    try {
      const response = await fetch(this.form.action, {
        ...options,
        headers: { Accept: "application/json" },
        cache: "no-store",
      });
      return { ok: response.ok, answer: await response.json() };
    } catch {
      return null;
    }
  }

  show({ stars, figures }) {
    const shown = this.querySelector(".rating-figures");
    const isOpen = shown.querySelector("details")?.open;
    shown.innerHTML = figures;
    if (isOpen) shown.querySelector("details")?.setAttribute("open", "");
    this.mark(stars);
  }

  /** Marks the stars that are stored, which may be none. */
  mark(stars) {
    this.stored = stars;
    this.classList.remove("has-choice");
    for (const input of this.form.querySelectorAll("input")) input.checked = input.value === String(stars);
    const withdraw = this.form.querySelector(".withdraw");
    if (!stars && document.activeElement === withdraw) this.form.querySelector("input").focus();
    withdraw.hidden = !stars;
  }

  say(text, isError = false) {
    const line = this.querySelector(".rating-said");
    line.textContent = text;
    line.classList.toggle("is-error", isError);
  }
}

customElements.define("star-rating", StarRating);
