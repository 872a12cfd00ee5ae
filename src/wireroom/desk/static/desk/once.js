/* A double click sends a form once: the second would publish again, or be told that somebody was quicker. */

const SOON = 3000;
const sent = new WeakMap();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (event.timeStamp - sent.get(form) < SOON) event.preventDefault();
  else sent.set(form, event.timeStamp);
});

window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) for (const form of document.forms) sent.delete(form);
});
