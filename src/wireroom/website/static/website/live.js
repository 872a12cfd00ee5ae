// Says in a quiet bar what has gone out since the page was made. Pages are complete without it.

const language = document.documentElement.lang || "en";
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(`${language}-u-nu-latn`);
const SOONEST = 5_000;
const LATEST = 300_000;
const SETTLED = 60_000;

/** `few` as it stands in the names of a dataset. */
function camel(category) {
  return category[0].toUpperCase() + category.slice(1);
}

/** What happened to one story while it was read: the gravest first; a story that came back is an updated one. */
function gravest(kinds) {
  if (kinds.at(-1) === "withdrawal") return "withdrawal";
  return ["correction", "update", "refile"].find((kind) => kinds.includes(kind)) ?? "update";
}

/** What dispatches mean for the page that is open; knows no network. */
class Digest {
  constructor(words) {
    this.words = words;
    this.isOfStory = "correction" in words;
    this.kinds = [];
    this.fresh = new Map();
    this.changed = new Set();
    this.isCut = false;
  }

  add({ kind, story, url, headline = "" }) {
    if (kind === "more") this.isCut = true;
    else if (this.isOfStory) this.kinds.push(kind);
    else if (kind === "new") this.fresh.set(story, headline);
    else if (kind === "withdrawal" && this.fresh.delete(story)) return;
    else if (this.fresh.has(story)) this.fresh.set(story, headline);
    else if (kind !== "refile" && document.querySelector(`main a[href="${CSS.escape(url)}"]`)) this.changed.add(story);
  }

  /** The sentence for readers, empty while nothing has happened that concerns this page, and the only new headline. */
  get said() {
    if (this.isOfStory) return { text: this.kinds.length ? this.words[gravest(this.kinds)] : "", headline: "" };
    const [form, count] = this.fresh.size ? ["new", this.fresh.size] : ["changed", this.changed.size];
    if (!count) return { text: "", headline: "" };
    const sentence = this.words[form + camel(plurals.select(count))] ?? this.words[`${form}Other`];
    const number = numbers.format(count) + (this.isCut ? "+" : "");
    const headline = this.fresh.size === 1 && !this.isCut ? [...this.fresh.values()][0] : "";
    return { text: sentence.replace("#", number), headline };
  }
}

class LiveNews extends HTMLElement {
  connectedCallback() {
    this.since = Number(this.dataset.since);
    this.failures = 0;
    this.digest = new Digest(this.dataset);
    this.querySelector(".live-close").addEventListener("click", () => this.show("", ""));
    document.addEventListener("visibilitychange", () => this.turn());
    addEventListener("pagehide", () => this.close());
    addEventListener("pageshow", () => this.turn());
    this.turn();
  }

  /** Listens while the page can be seen, and only then. */
  turn() {
    if (document.visibilityState === "hidden") this.close();
    else if (!this.stream && !this.timer) this.wait(Math.random() * 1000);
  }

  wait(milliseconds) {
    this.timer = setTimeout(() => this.open(), milliseconds);
  }

  open() {
    this.timer = 0;
    const source = new URL(this.dataset.source, location);
    source.searchParams.set("since", this.since);
    this.stream = new EventSource(source);
    this.opened = Date.now();
    this.stream.addEventListener("message", (event) => this.hear(event));
    this.stream.addEventListener("error", () => this.retry());
  }

  close() {
    clearTimeout(this.timer);
    this.stream?.close();
    this.stream = null;
    this.timer = 0;
  }

  /** Each failure doubles the pause; chance spreads those who lost their connection at the same moment. */
  retry() {
    this.close();
    this.failures = Date.now() - this.opened > SETTLED ? 1 : this.failures + 1;
    const pause = Math.min(LATEST, SOONEST * 2 ** (this.failures - 1));
    this.wait(pause / 2 + (Math.random() * pause) / 2);
  }

  hear({ data, lastEventId }) {
    this.since = Math.max(this.since, Number(lastEventId) || 0);
    this.digest.add(JSON.parse(data));
    const { text, headline } = this.digest.said;
    this.show(text, headline);
  }

  /** The place for the words is always there, so that screen readers notice them. */
  show(text, headline) {
    const said = this.querySelector(".live-said");
    const isShown = Boolean(text);
    this.classList.toggle("is-shown", isShown);
    document.documentElement.classList.toggle("has-live", isShown);
    for (const control of this.querySelectorAll("a, button")) control.hidden = !isShown;
    const title = headline ? [Object.assign(document.createElement("bdi"), { textContent: headline })] : [];
    const words = Object.assign(document.createElement("b"), { textContent: text });
    said.replaceChildren(...(isShown ? [words, ...title] : []));
  }
}

customElements.define("live-news", LiveNews);
