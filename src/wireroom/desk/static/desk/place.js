/* Opens the editor at the words that a link to it names: #place={"name", "text", "nth", "start", "end"}. */

import { find } from "./passages.js";

const PATIENCE = 5000;
const named = new URLSearchParams(location.hash.slice(1)).get("place");

/** The editor builds its fields after the page is loaded; whoever has begun to work meanwhile is left alone. */
function lead(place) {
  const until = performance.now() + PATIENCE;
  let isBusy = false;
  for (const kind of ["keydown", "pointerdown"]) {
    addEventListener(kind, () => { isBusy = true; }, { once: true, capture: true });
  }
  const look = () => {
    const form = document.querySelector("form[data-edit-form]");
    if (!form || isBusy || performance.now() > until) return;
    const found = find(form, place);
    if (found) found.select();
    else setTimeout(look, 100);
  };
  look();
}

if (named) lead(JSON.parse(named));
