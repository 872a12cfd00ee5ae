/* Small helps for whoever writes: a counter of characters, catalogues searched by typing, headlines of one line. */

const { Controller } = window.StimulusModule;

/** Counts the characters of the one text field inside, against what is advised. */
class CounterController extends Controller {
  static values = { advice: Number, over: String };

  connect() {
    this.field = this.element.querySelector("input[type=text], textarea");
    if (!this.field) return;
    this.output = document.createElement("output");
    this.output.className = "desk-counter";
    this.output.htmlFor = this.field.id;
    const wrapper = this.field.closest(".w-field__wrapper, .w-field") || this.field.parentElement;
    wrapper.append(this.output);
    this.count = this.count.bind(this);
    this.field.addEventListener("input", this.count);
    this.count();
  }

  disconnect() {
    this.field?.removeEventListener("input", this.count);
    this.output?.remove();
  }

  count() {
    const length = [...this.field.value.trim()].length;
    const format = new Intl.NumberFormat(document.documentElement.lang || undefined);
    const isOver = length > this.adviceValue;
    this.output.textContent = `${format.format(length)} / ${format.format(this.adviceValue)}`;
    if (isOver) this.output.textContent += ` · ${this.overValue}`;
    this.output.classList.toggle("desk-counter--over", isOver);
  }
}

/** Turns a long list to choose many from into chips and a field to find more by typing. */
class PickController extends Controller {
  static values = { add: String, remove: String };

  connect() {
    this.select = this.element;
    this.byText = new Map([...this.select.options].map((option) => [option.text.trim(), option]));
    this.box = document.createElement("div");
    this.box.className = "desk-pick";
    this.chips = document.createElement("ul");
    this.chips.className = "desk-pick__chips";
    this.box.append(this.chips, this.makeInput());
    this.select.hidden = true;
    this.select.after(this.box);
    this.show();
  }

  disconnect() {
    this.box?.remove();
    this.select.hidden = false;
  }

  makeInput() {
    const list = document.createElement("datalist");
    list.id = `${this.select.id}-choices`;
    for (const text of this.byText.keys()) list.append(new Option(text));
    this.input = document.createElement("input");
    this.input.type = "text";
    this.input.setAttribute("list", list.id);
    this.input.placeholder = this.addValue;
    this.input.setAttribute("aria-label", this.addValue);
    this.input.autocomplete = "off";
    this.input.addEventListener("input", () => this.take());
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.take(true);
    });
    const label = document.querySelector(`label[for="${this.select.id}"]`);
    this.input.id = `${this.select.id}-find`;
    if (label) label.htmlFor = this.input.id;
    const fragment = document.createDocumentFragment();
    fragment.append(this.input, list);
    return fragment;
  }

  take(nearest = false) {
    const typed = this.input.value.trim();
    let option = this.byText.get(typed);
    if (!option && nearest && typed) {
      const wanted = typed.toLocaleLowerCase();
      const texts = [...this.byText.keys()].filter((text) => text.toLocaleLowerCase().includes(wanted));
      option = texts.length === 1 ? this.byText.get(texts[0]) : undefined;
    }
    if (!option) return;
    this.input.value = "";
    this.choose(option, true);
  }

  choose(option, selected) {
    option.selected = selected;
    this.show();
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  show() {
    const chosen = [...this.select.selectedOptions];
    this.chips.replaceChildren(...chosen.map((option) => this.chip(option)));
    this.chips.hidden = chosen.length === 0;
  }

  chip(option) {
    const item = document.createElement("li");
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", `${this.removeValue}: ${option.text}`);
    remove.addEventListener("click", () => {
      this.choose(option, false);
      this.input.focus();
    });
    item.append(option.text, remove);
    return item;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("[data-one-line]")) event.preventDefault();
});

window.wagtail.app.register("desk-counter", CounterController);
window.wagtail.app.register("desk-pick", PickController);

/* Whoever publishes goes on with the version that was saved by itself meanwhile: to the desk it is their own. */
document.addEventListener("submit", ({ target }) => {
  const saved = target.dataset.wAutosaveRevisionIdValue;
  if (!Number(saved)) return;
  target.querySelector("input[name=overwrite_revision_id]")?.remove();
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "overwrite_revision_id", value: saved });
  target.append(field);
});

/* Wagtail takes all that stands in the form after a save for saved, also what was typed while it was under way. */
const unsaved = (form) => window.wagtail.app.getControllerForElementAndIdentifier(form, "w-unsaved");
let sent = "";
document.addEventListener("w-autosave:save", ({ target }) => {
  sent = unsaved(target).formData;
});
document.addEventListener("w-autosave:success", ({ target, detail }) => {
  if (Object.keys(detail.response.field_updates || {}).length) return;
  Object.assign(unsaved(target), { initialFormData: sent, previousFormData: sent });
});
