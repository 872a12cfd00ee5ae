// How a comment is sent and its draft kept.

/** A name for one submission, so that sending it twice stores it once. */
export function freshKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Keeps what is being written in this browser, through errors and reloads; name and address for next time. */
export function drafts(action) {
  const path = new URL(action).pathname;
  const read = (name) => {
    try {
      return localStorage.getItem(`wireroom-comment ${name}`) ?? "";
    } catch {
      return "";
    }
  };
  const write = (name, value) => {
    try {
      if (value) localStorage.setItem(`wireroom-comment ${name}`, value);
      else localStorage.removeItem(`wireroom-comment ${name}`);
    } catch {
      // A browser that keeps nothing loses the draft on a reload, not on an error.
    }
  };
  return {
    keep(form) {
      write(path, form.elements.text.value);
      write("name", form.elements.name.value);
    },
    restore(form) {
      form.elements.text.value ||= read(path);
      form.elements.name.value ||= read("name");
    },
  };
}

/** The server's answer to the form, or nothing if there is none that we understand; solves a task if it asks for one. */
export async function send(form, signs, beforeSolving) {
  const fields = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(signs)) fields.set(name, value);
  const said = await ask(form.action, fields);
  if (said?.status !== 428) return said;
  beforeSolving();
  const { solve } = await import("./comment-proof.js");
  fields.set("proof", await solve(said.answer.challenge));
  return ask(form.action, fields);
}

export async function ask(address, fields) {
  try {
    const options = { headers: { Accept: "application/json" }, cache: "no-store" };
    const response = await fetch(address, fields ? { ...options, method: "POST", body: fields } : options);
    return { ok: response.ok, status: response.status, answer: await response.json() };
  } catch {
    return null;
  }
}
