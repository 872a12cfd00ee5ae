/* The panel of the copy check: asks for the doubtful places after each save, leads to each, mends where that is safe. */

import { find } from "./passages.js";

const { Controller } = window.StimulusModule;

class CopyCheckController extends Controller {
  static targets = ["list", "failure", "said", "doubt"];
  static values = { url: String, changed: String, mended: String };

  connect() {
    this.refresh();
  }

  async refresh() {
    if (!this.urlValue) return;
    const asked = (this.asked = Symbol("request"));
    let found;
    try {
      const answer = await fetch(this.urlValue, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
      found = page.querySelector("[data-doubts]");
    } catch {
      found = undefined;
    }
    if (asked !== this.asked) return;
    this.listTarget.removeAttribute("aria-busy");
    this.failureTarget.hidden = Boolean(found);
    this.listTarget.hidden = !found;
    if (!found) return;
    const focused = this.doubtTargets.findIndex((doubt) => doubt.contains(document.activeElement));
    const isOpen = this.listTarget.querySelector("details")?.open;
    this.listTarget.replaceChildren(found);
    if (isOpen) this.listTarget.querySelector("details")?.setAttribute("open", "");
    if (focused >= 0) this.doubtTargets[Math.min(focused, this.doubtTargets.length - 1)]?.querySelector("button").focus();
    this.count(Number(found.dataset.doubts));
  }

  /** How many doubts there are, on the button that opens the panel. */
  count(number) {
    const counter = document.querySelector(
      "[data-side-panel-toggle='copy-check'] [data-side-panel-toggle-counter]",
    );
    if (!counter) return;
    counter.hidden = number === 0;
    counter.textContent = new Intl.NumberFormat(document.documentElement.lang || undefined).format(number);
  }

  show({ target }) {
    const doubt = target.closest("li");
    const place = this.place(doubt);
    this.say("");
    this.uncover();
    if (place) place.select();
    else this.showField(doubt);
  }

  /** On narrow screens the panels lie over the form: to show a place there, they are closed. */
  uncover() {
    const [side, form] = ["[data-form-side]", "form[data-edit-form]"].map((name) =>
      document.querySelector(name).getBoundingClientRect(),
    );
    const covered = Math.min(side.right, form.right) - Math.max(side.left, form.left);
    if (covered > form.width / 2) document.querySelector("[data-form-side-close-button]").click();
  }

  /** Leads at least to the field where something is missing, or whose text is another by now. */
  showField({ dataset }) {
    if (dataset.text) this.say(this.changedValue);
    const field = document.querySelector(`#panel-child-${dataset.field}-section, [data-contentpath="${dataset.field}"]`);
    field?.scrollIntoView({ block: "center" });
    if (!dataset.text) field?.querySelector("input:not([type=hidden]), select:not([hidden]), textarea")?.focus();
  }

  mend({ target }) {
    const doubt = target.closest("li");
    const place = this.place(doubt);
    if (!place) {
      this.showField(doubt);
      return;
    }
    place.replace(doubt.dataset.replacement);
    this.shift(doubt);
    const next = this.doubtTargets[this.doubtTargets.indexOf(doubt) + 1] || this.doubtTargets[0];
    doubt.remove();
    this.count(this.doubtTargets.length);
    next?.querySelector("button").focus();
    this.say(this.mendedValue);
  }

  place({ dataset }) {
    const [nth, start, end] = [dataset.nth, dataset.start, dataset.end].map(Number);
    const form = document.querySelector("form[data-edit-form]");
    return dataset.text && find(form, { name: dataset.field, text: dataset.text, nth, start, end });
  }

  /** Lets the other doubts about the same text know how it reads now. */
  shift({ dataset }) {
    const { field, text, nth, replacement } = dataset;
    const [start, end] = [Number(dataset.start), Number(dataset.end)];
    const signs = [...text];
    const mended = [...signs.slice(0, start), replacement, ...signs.slice(end)].join("");
    for (const { dataset: other } of this.doubtTargets) {
      if (other.field !== field || other.text !== text || other.nth !== nth || other === dataset) continue;
      other.text = mended;
      if (Number(other.start) < end) continue;
      const by = [...replacement].length - (end - start);
      other.start = Number(other.start) + by;
      other.end = Number(other.end) + by;
    }
  }

  say(text) {
    this.saidTarget.textContent = text;
  }
}

window.wagtail.app.register("desk-copy-check", CopyCheckController);
