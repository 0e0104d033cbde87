// What a saved picture says below itself: which step it shows, and what its colours mean.
//
// An entry is {text} with, before it, a kind's mark {kind}, a line {colour} or a scale {colours}.

import { KINDS, MEASURES, ramp, readable, trace } from "./theme.js";

const LINE = 18; // pixels from one line of the caption to the next
const GAP = 16; // pixels between entries
const MARGIN = 4;
const MARKS = { kind: 14, colour: 18, colours: 74 }; // pixels that marks take

// Entries for particles coloured by a measure of this name: the kinds there are, or its scale.
export function legendOf(name, frame, measure = MEASURES[name]) {
  if (name !== "kind") {
    const { label, colours, range, never } = measure;
    const scale = [{ text: `${label} ≤ ${readable(range[0])}` }, { text: `≥ ${readable(range[1])}`, colours }];
    return never ? [...scale, { text: "never", colour: never }] : scale;
  }
  const there = [...KINDS.keys()].filter((kind) => frame.kinds[kind]);
  return there.map((kind) => ({ text: `${frame.kinds[kind].toLocaleString("en")} ${KINDS[kind].plural}`, kind }));
}

// Entries with their places in a caption of some width, and its height; `measured(text)` is a width.
export function captionOf(entries, width, measured) {
  let [x, y] = [MARGIN, LINE];
  const placed = entries.map((entry) => {
    const mark = Object.keys(MARKS).find((name) => name in entry);
    const [before, after] = [MARKS[mark] ?? 0, measured(entry.text)];
    if (x > MARGIN && x + before + after > width - MARGIN) [x, y] = [MARGIN, y + LINE];
    const at = { ...entry, mark, x, y, before };
    x += before + after + GAP;
    return at;
  });
  return { placed, height: y + MARGIN };
}

export function paintCaption(context, placed, top, theme) {
  context.font = `12px ${theme.font}`;
  context.textAlign = "left";
  for (const { text, mark, x, y, before, ...entry } of placed) {
    const base = top + y - MARGIN;
    if (mark === "kind") {
      context.fillStyle = KINDS[entry.kind].colour;
      context.beginPath();
      trace(context, entry.kind, x + 5, base - 4, 5);
      context.fill();
    } else if (mark === "colour") {
      context.fillStyle = entry.colour;
      context.fillRect(x, base - 5, before - 4, 3);
    } else if (mark === "colours") paintScale(context, entry.colours, x, base - 9, before - 4, 10);
    context.fillStyle = theme.text;
    context.fillText(text, x + before, base);
  }
}

// A scale from the first colour to the last, in strips as wide as a pixel.
function paintScale(context, colours, x, y, width, height) {
  for (let i = 0; i < width; i++) {
    context.fillStyle = ramp(colours, i / (width - 1));
    context.fillRect(x + i, y, 1.5, height);
  }
}
