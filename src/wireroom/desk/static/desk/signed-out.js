/* Whose sign-in has ended while they write keeps the page: they sign in beside it, and what they typed is saved then. */

const { words } = document.querySelector("script[data-words][src*='signed-out']").dataset;
const FAR_AWAY = "opaqueredirect"; // to the page where one signs in
let out = null; // the form whose saving failed because nobody is signed in

const isSignedOut = async (form) => {
  const answer = await fetch(form.action, { method: "HEAD", redirect: "manual" }).catch(() => null);
  return answer?.type === FAR_AWAY;
};

const say = (text) =>
  document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { clear: true, type: "error", text } }));

/** Signing in changed the token that forms bear. */
const renewToken = (form) => {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  const field = form.elements.namedItem("csrfmiddlewaretoken");
  if (token && field) field.value = token;
};

const lookAgain = async () => {
  const form = out;
  if (!form || (await isSignedOut(form))) return false;
  out = null;
  renewToken(form);
  document.dispatchEvent(new CustomEvent("w-messages:clear"));
  window.wagtail.app.getControllerForElementAndIdentifier(form, "w-autosave")?.save({});
  return true;
};

document.addEventListener("w-autosave:error", async ({ target, detail }) => {
  if (detail.type !== "server_error") return;
  if (await isSignedOut(target)) {
    out = target;
    say(words);
  } else {
    renewToken(target);
  }
});

document.addEventListener(
  "submit",
  async (event) => {
    if (event.target !== out) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    if (await lookAgain()) event.target.requestSubmit(submitter);
    else say(words);
  },
  { capture: true },
);

window.addEventListener("focus", lookAgain);
