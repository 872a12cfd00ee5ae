/* Finds a stretch of checked text in the open editor, selects it there, or replaces words in it as if they were typed. */

const BLANKS = /[\t\n\v\f\r \x85\u2028\u2029]+/g;

/** The text as a released story would have it, and where each of its UTF-16 units stands in `text`. */
function folded(text) {
  let line = "";
  const places = [];
  let at = 0;
  for (const blank of [...text.matchAll(BLANKS), { index: text.length, 0: "" }]) {
    for (; at < blank.index; at += 1) {
      line += text[at];
      places.push(at);
    }
    if (blank[0] && line && blank.index + blank[0].length < text.length) {
      line += " ";
      places.push(at);
    }
    at += blank[0].length;
  }
  places.push(places.length ? places.at(-1) + 1 : 0);
  return { line, places };
}

/** The changes that make `words` of `old`, last one first; single letters where the length stays, to spare markup. */
function pieces(old, words) {
  if (old.length === words.length) {
    return [...words]
      .map((sign, at) => ({ start: at, end: at + 1, words: sign }))
      .filter(({ start }) => words.length === [...words].length && old[start] !== words[start])
      .reverse();
  }
  let start = 0;
  while (start < Math.min(old.length, words.length) && old[start] === words[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, words.length) - start && old.at(-1 - end) === words.at(-1 - end)) end += 1;
  return [{ start, end: old.length - end, words: words.slice(start, words.length - end) }];
}

/** Text in a field of one or more plain lines. */
class PlainPassage {
  constructor(field) {
    this.field = field;
  }

  get text() {
    return this.field.value;
  }

  select(start, end) {
    this.field.scrollIntoView({ block: "center" });
    this.field.focus({ preventScroll: true });
    this.field.setSelectionRange(start, end);
  }

  replace(start, end, words) {
    this.field.setRangeText(words, start, end, "end");
    for (const name of ["input", "change"]) this.field.dispatchEvent(new Event(name, { bubbles: true }));
  }
}

/** One block of rich text: a paragraph, a heading or an entry of a list. */
class RichPassage {
  constructor(input, key) {
    this.editor = input.draftailEditor;
    this.widget = input.closest("[data-draftail-editor-wrapper]") || input.parentElement;
    this.key = key;
  }

  get block() {
    return this.editor.getEditorState().getCurrentContent().getBlockForKey(this.key);
  }

  get text() {
    return this.block.getText();
  }

  selection(start, end) {
    const range = { anchorOffset: start, focusOffset: end, hasFocus: true };
    return window.DraftJS.SelectionState.createEmpty(this.key).merge(range);
  }

  select(start, end) {
    this.widget.querySelector(`[data-offset-key^="${this.key}-"]`)?.scrollIntoView({ block: "center" });
    this.widget.querySelector("[contenteditable=true]")?.focus({ preventScroll: true });
    const { EditorState } = window.DraftJS;
    requestAnimationFrame(() => {
      this.editor.onChange(EditorState.forceSelection(this.editor.getEditorState(), this.selection(start, end)));
    });
  }

  replace(start, end, words) {
    const { EditorState, Modifier } = window.DraftJS;
    const state = this.editor.getEditorState();
    let content = state.getCurrentContent();
    for (const piece of pieces(this.text.slice(start, end), words)) {
      const like = Math.max(0, start + piece.start - (piece.start === piece.end ? 1 : 0));
      const range = this.selection(start + piece.start, start + piece.end);
      const style = this.block.getInlineStyleAt(like);
      content = Modifier.replaceText(content, range, piece.words, style, this.block.getEntityAt(like));
    }
    this.editor.onChange(EditorState.push(state, content, "insert-characters"));
  }
}

function* passages(form, name) {
  const field = form.elements.namedItem(name);
  if (field) yield new PlainPassage(field);
  if (name !== "body") return;
  for (const input of form.querySelectorAll("[name^='body-']")) {
    const [entry] = input.name.match(/^body-\d+/) || [];
    if (!entry || form.elements.namedItem(`${entry}-deleted`)?.value) continue;
    if (input.draftailEditor) {
      const blocks = input.draftailEditor.getEditorState().getCurrentContent().getBlocksAsArray();
      for (const block of blocks) yield new RichPassage(input, block.getKey());
    } else if (input.matches("input[type=text], textarea")) yield new PlainPassage(input);
  }
}

/** The passage of field `name` that reads `text`, after `nth` others that read the same; nothing if it reads otherwise. */
export function find(form, { name, text, nth, start, end }) {
  const same = [...passages(form, name)].filter((passage) => folded(passage.text).line === text);
  const passage = same[nth];
  if (!passage) return undefined;
  const { places } = folded(passage.text);
  const unit = (count) => places[[...text].slice(0, count).join("").length];
  return {
    select: () => passage.select(unit(start), unit(end)),
    replace: (words) => passage.replace(unit(start), unit(end), words),
  };
}
