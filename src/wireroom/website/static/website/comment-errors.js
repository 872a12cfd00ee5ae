// Says beside each field of a comment what is wrong with it.

/** `errors` by the name of the field; the first wrong field gets the focus. */
export function showErrors(form, errors) {
  for (const old of form.querySelectorAll(".form-error:not(.counter)")) old.remove();
  for (const field of ["email", "name", "text"]) mark(form, form.elements[field], errors[field] ?? "");
}

function mark(form, input, error) {
  const described = form.querySelector(`#${input.id}-hint`) ? [`${input.id}-hint`] : [];
  input.removeAttribute("aria-invalid");
  if (error) {
    const line = document.createElement("span");
    Object.assign(line, { className: "form-error", id: `${input.id}-error`, textContent: error });
    input.after(line);
    input.setAttribute("aria-invalid", "true");
    described.push(line.id);
    input.focus();
  }
  if (described.length) input.setAttribute("aria-describedby", described.join(" "));
  else input.removeAttribute("aria-describedby");
}
