// Reads what is selected in a story: which words of which part, and what stands around them.

const OWNER = "[data-part], .story > .text [id]";
const PIECE =
  "[data-part]:not(figure), h1, h2, p, li, th, td, caption, figcaption, cite, .role, .credit, .card-title, .card-note";
const CONTEXT = 32;
const SHOWN = 80;

const squeezed = (text) => text.replace(/[ \t\n\r\f]+/g, " ").replace(/^ /, "");
const lengthOf = (text) => [...text].length;

/** The pieces of text that can be reported, in reading order: `part` is the name that the server knows them by. */
function piecesOf(story) {
  const pieces = [];
  const walker = document.createTreeWalker(story, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const owner = node.parentElement.closest(OWNER);
    const part = owner && (owner.dataset.part ?? owner.id);
    const element = node.parentElement.closest(PIECE);
    if (!part || !element) continue;
    const last = pieces.at(-1);
    if (last?.element === element && last.part === part) last.nodes.push(node);
    else pieces.push({ part, element, nodes: [node] });
  }
  let start = 0;
  for (const piece of pieces) {
    piece.text = squeezed(piece.nodes.map((node) => node.data).join("")).trimEnd();
    piece.start = start;
    start += piece.text.length + 1;
  }
  return pieces.filter((piece) => piece.text);
}

/** How far the first `offset` characters of a text node reach into the piece. */
function placeIn(piece, node, offset) {
  const before = piece.nodes.slice(0, piece.nodes.indexOf(node)).map((one) => one.data);
  const text = squeezed(before.join("") + node.data.slice(0, offset));
  return piece.start + Math.min(text.length, piece.text.length);
}

/** Where the selection begins and ends in the joined text of the pieces; what is no part of the story is left out. */
function extentOf(range, pieces) {
  let [start, end] = [Infinity, -1];
  for (const piece of pieces) {
    for (const node of piece.nodes) {
      if (!range.intersectsNode(node)) continue;
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : node.length;
      if (from >= to) continue;
      start = Math.min(start, placeIn(piece, node, from));
      end = Math.max(end, placeIn(piece, node, to));
    }
  }
  return [start, end];
}

/**
 * The fragment that is selected, or null if none of it is text of the story.
 * Lengths and offsets are in code points; `around` is what to show beside it.
 */
export function selectedWords(story, selection) {
  if (!story || !selection.rangeCount || selection.isCollapsed) return null;
  const pieces = piecesOf(story);
  const text = pieces.map((piece) => piece.text).join(" ");
  let [start, end] = extentOf(selection.getRangeAt(0), pieces);
  while (start < end && /\s/.test(text[start])) start += 1;
  while (start < end && /\s/.test(text[end - 1])) end -= 1;
  if (!(start < end)) return null;
  const first = pieces.findLast((piece) => piece.start <= start);
  const last = pieces.findLast((piece) => piece.start < end);
  const quote = text.slice(start, end);
  const before = text.slice(first.start, start);
  const after = text.slice(end, last.start + last.text.length);
  return {
    quote,
    length: lengthOf(quote.normalize("NFC")),
    part: first.part,
    start: lengthOf(before),
    before: [...text.slice(Math.max(0, start - 2 * CONTEXT), start)].slice(-CONTEXT).join(""),
    after: [...text.slice(end, end + 2 * CONTEXT)].slice(0, CONTEXT).join(""),
    around: {
      before: before.length > SHOWN ? `…${[...before].slice(-SHOWN).join("")}` : before,
      after: after.length > SHOWN ? `${[...after].slice(0, SHOWN).join("")}…` : after,
    },
  };
}
