// What a saved picture says below itself: which step it shows, then the legend: what its colours mean.

import { formatCount, formatNumber } from "../core/format.js";
import { KINDS } from "../core/kinds.js";
import { setText } from "../draw/canvas.js";
import { fillMark } from "../draw/marks.js";
import { ramp } from "../draw/theme.js";

/** @import { Brush, Frame, LegendEntry, Theme } from "../core/contracts.js" */
/** @import { Scale } from "../draw/measures.js" */
/** @typedef {LegendEntry & { x: number, y: number, room: number }} Placed room: what its mark takes */

const LINE = 18; // pixels from one line of the caption to the next
const GAP = 16; // pixels between entries
const MARGIN = 4;
const ROOM = { kind: 14, colour: 18, colours: 74 }; // pixels that marks take

/**
 * Entries for particles coloured by their kind, those that there are, or by a measure.
 * @param {Frame} frame
 * @param {Scale | null} [scale] the measure's
 * @returns {LegendEntry[]}
 */
export function legendOf(frame, scale = null) {
  if (scale) {
    const { label, colours, range: [low, high], never } = scale;
    const ends = [{ text: `${label} ≤ ${formatNumber(low)}` }, { text: `≥ ${formatNumber(high)}`, colours }];
    return never ? [...ends, { text: "never", colour: never }] : ends;
  }
  const there = [...KINDS.keys()].filter((kind) => frame.kinds[kind]);
  return there.map((kind) => ({ text: `${formatCount(frame.kinds[kind])} ${KINDS[kind].plural}`, kind }));
}

/**
 * Entries with their places in a caption of some width, and its height.
 * @param {LegendEntry[]} entries
 * @param {number} width
 * @param {(text: string) => number} widthOf
 */
export function layOut(entries, width, widthOf) {
  let [x, y] = [MARGIN, LINE];
  const placed = entries.map((entry) => {
    const [room, after] = [roomOf(entry), widthOf(entry.text)];
    if (x > MARGIN && x + room + after > width - MARGIN) [x, y] = [MARGIN, y + LINE];
    const at = { ...entry, x, y, room };
    x += room + after + GAP;
    return at;
  });
  return { placed, height: y + MARGIN };
}

/** @param {LegendEntry} entry */
function roomOf({ kind, colour, colours }) {
  if (kind !== undefined) return ROOM.kind;
  if (colour !== undefined) return ROOM.colour;
  return colours ? ROOM.colours : 0;
}

/**
 * @param {Brush} brush
 * @param {Placed[]} placed
 * @param {number} top
 * @param {Theme} theme
 */
export function paintCaption(brush, placed, top, theme) {
  setText(brush, theme);
  for (const entry of placed) {
    const base = top + entry.y - MARGIN;
    paintEntry(brush, entry, base);
    brush.fillStyle = theme.text;
    brush.fillText(entry.text, entry.x + entry.room, base);
  }
}

/** @param {Brush} brush @param {Placed} entry @param {number} base */
function paintEntry(brush, { kind, colour, colours, x, room }, base) {
  if (kind !== undefined) fillMark(brush, kind, x + 5, base - 4, 5);
  else if (colour !== undefined) {
    brush.fillStyle = colour;
    brush.fillRect(x, base - 5, room - 4, 3);
  } else if (colours) paintScale(brush, colours, x, base - 9, room - 4);
}

/**
 * A scale from the first colour to the last, in strips as wide as a pixel.
 * @param {Brush} brush
 * @param {string[]} colours
 * @param {number} x
 * @param {number} y
 * @param {number} width
 */
function paintScale(brush, colours, x, y, width) {
  for (let i = 0; i < width; i++) {
    brush.fillStyle = ramp(colours, i / (width - 1));
    brush.fillRect(x + i, y, 1.5, 10);
  }
}
