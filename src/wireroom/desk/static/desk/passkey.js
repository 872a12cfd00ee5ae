/* A button that asks the device for a passkey, or to make one, and sends its answer with the form around it. */

const READS = { get: ["authenticatorData", "signature", "userHandle"], create: ["attestationObject"] };

/** What a refusal of the device means (Web Authentication Level 3, 5.1.3 and 5.1.4): the name of a sentence in the page. */
const MEANING = {
  NotAllowedError: "cancelled",
  AbortError: "cancelled",
  InvalidStateError: "known",
  NotSupportedError: "unchecked",
  ConstraintError: "unchecked",
  SecurityError: "elsewhere",
};

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const described = (list = []) => list.map((one) => ({ ...one, id: toBytes(one.id) }));

/** Options with bytes where JSON has base64url; browsers that do this themselves are not everywhere yet. */
const readOptions = ({ user, allowCredentials, excludeCredentials, ...options }) => ({
  ...options,
  ...(user && { user: { ...user, id: toBytes(user.id) } }),
  challenge: toBytes(options.challenge),
  allowCredentials: described(allowCredentials),
  excludeCredentials: described(excludeCredentials),
});

const written = ({ rawId, type, response }, kind) => {
  const parts = ["clientDataJSON", ...READS[kind]].filter((name) => response[name]);
  const bytes = Object.fromEntries(parts.map((name) => [name, toText(response[name])]));
  const transports = response.getTransports?.();
  return JSON.stringify({ id: toText(rawId), rawId: toText(rawId), type, response: { ...bytes, ...(transports && { transports }) } });
};

class Said extends Error {}

class DeskPasskey extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.field = this.querySelector("[name=answer]");
    this.hidden = false;
    if (!window.PublicKeyCredential) return this.giveUp();
    this.field.form.addEventListener("submit", (event) => this.onSubmit(event));
    window.addEventListener("pageshow", () => this.forget());
  }

  /** Whoever wanted to make one is told why they cannot; elsewhere there is another way. */
  giveUp() {
    if (this.dataset.kind === "create") this.say("unsupported");
    else this.hidden = true;
    for (const child of this.children) child.hidden = child.getAttribute("role") !== "status";
  }

  /** Whoever presses another button of the form means that one. */
  onSubmit(event) {
    if (event.submitter !== this.button || !this.field.disabled) return;
    event.preventDefault();
    if (this.button.getAttribute("aria-busy") !== "true") this.ask();
  }

  async ask() {
    this.say("waiting");
    this.button.setAttribute("aria-busy", "true");
    try {
      const publicKey = readOptions(await this.challenge());
      const { kind } = this.dataset;
      this.field.value = written(await navigator.credentials[kind]({ publicKey }), kind);
    } catch (error) {
      if (error instanceof Said) this.show(error.message);
      else this.say(MEANING[error.name] ?? "unreachable");
      this.button.removeAttribute("aria-busy");
      return;
    }
    this.field.disabled = false;
    this.field.form.requestSubmit(this.button);
  }

  async challenge() {
    const token = this.field.form.elements.namedItem("csrfmiddlewaretoken").value;
    const body = new URLSearchParams({ csrfmiddlewaretoken: token });
    const response = await fetch(this.button.formAction, { method: "POST", body, redirect: "error" });
    const answer = await response.json();
    if (answer.said) throw new Said(answer.said);
    return answer;
  }

  /** Back on the page, its answer is an old one. */
  forget() {
    this.field.value = "";
    this.field.disabled = true;
    this.button.removeAttribute("aria-busy");
    if (this.dataset.state === "waiting") this.show("");
  }

  say(name) {
    this.show(this.querySelector("template").content.querySelector(`[data-say=${name}]`).textContent, name);
  }

  show(words, state = "") {
    this.dataset.state = state;
    this.querySelector("[role=status]").textContent = words;
  }
}

customElements.define("desk-passkey", DeskPasskey);
