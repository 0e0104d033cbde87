// Life lines: a row for each particle, a column for each recorded step, coloured by kind or by
// replication error. Rows are sorted by how often a particle was a self-replicator.

import { thin } from "../core/groups.js";
import { KINDS, SELF_REPLICATOR } from "../core/kinds.js";
import { paintBorders } from "../draw/borders.js";
import { contextOf, fitCanvas, pointOf, roomIn, setText } from "../draw/canvas.js";
import { invitation } from "../draw/chart.js";
import { addCanvas, addSelect } from "../draw/dom.js";
import { LABELS, SCALES } from "../draw/measures.js";
import { addCursor, asideOf, nextInOrder, watchKeys } from "../draw/keys.js";
import { watchPointer } from "../draw/pointer.js";
import { rgb } from "../draw/theme.js";
import { legendOf } from "../parts/caption.js";

/** @import { ArrayName, Brush, Change, Frame, Given, Shared, Table, View } from "../core/contracts.js" */
/** @import { Box } from "../draw/canvas.js" */

const MARGIN = { l: 58, r: 8, t: 4, b: 34 };
const MOST_ROWS = 1200; // of more particles, evenly many are shown
const ALONG = Array.from({ length: 17 }, (_, i) => i / 16); // where a row is looked at
const STEPS_A_DECADE = 8; // different colours of an error

/** @type {ArrayName[]} */
export const arrays = ["replication_error"];

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new LifeLines(element, shared);
}

class LifeLines {
  /** @type {Change[]} */
  wants = ["frames", "position", "selection", "hover"];

  /** @param {HTMLElement} element @param {Shared} shared */
  constructor(element, { store, organism, head, redraw }) {
    this.store = store;
    this.every = organism.every;
    this.canvas = addCanvas(element, "kind of each particle over training");
    /** @type {[string, string][]} */
    const options = [["kind", LABELS.kind], ["replication_error", LABELS.replication_error]];
    this.choice = addSelect(head, "colour by", options, redraw);
    this.strips = document.createElement("canvas"); // one pixel a particle and step
    /** @type {number[]} */
    this.rows = []; // marks, from top to bottom
    this.grown = 1; // share of the schedule's epochs that is there to be drawn
    this.destroy = watchPointer(this.canvas, store, this);
    addCursor(this.canvas, "kind of each particle over training", "rows of particles");
    watchKeys(this.canvas, store, this);
  }

  get byKind() {
    return this.choice.value === "kind";
  }

  /** @param {Given} given */
  draw(given) {
    const { what, frames, frame, epochs, live, more, theme, selection, hover } = given;
    if (what.some((each) => each === "frames" || each === "size")) {
      this.rows = sortedRows(frames);
      paintStrips(this.strips, frames, this.rows, this.byKind);
    }
    this.grown = more && epochs ? Math.min(1, frames[frames.length - 1].epoch / epochs) : 1;
    const brush = fitCanvas(this.canvas);
    const room = this.room();
    brush.imageSmoothingEnabled = false;
    setText(brush, theme);
    if (frames.length > 1) brush.drawImage(this.strips, room.left, room.top, room.width, room.height);
    else brush.fillText(invitation(more), MARGIN.l + 12, room.top + room.height / 2);
    writeAxes(brush, roomIn(this.canvas, MARGIN), frames[0].epoch, more ? epochs : frames[frames.length - 1].epoch);
    paintBorders(brush, room, given, MARGIN.b - 4);
    if (!live) {
      const x = room.left + ((frames.indexOf(frame) + 0.5) / frames.length) * room.width;
      brush.fillRect(x - 1, room.top, 2, room.height);
    }
    for (const mark of selection) this.paintTicks(brush, room, mark);
    if (hover !== null) this.paintTicks(brush, room, hover);
  }

  // What is drawn, in a box as wide as all that is to come will take.
  room() {
    const room = roomIn(this.canvas, MARGIN);
    const width = this.grown * room.width;
    return { ...room, width, right: room.left + width };
  }

  /** @param {Box} room @param {number} row */
  heightOf({ top, height }, row) {
    return top + ((row + 0.5) / this.rows.length) * height;
  }

  /** @param {Brush} brush @param {Box} room @param {number} mark */
  paintTicks(brush, room, mark) {
    const row = this.rows.indexOf(mark);
    if (row < 0) return;
    const y = this.heightOf(room, row);
    brush.fillRect(room.left - 5, y - 1, 5, 2);
    brush.fillRect(room.right, y - 1, 5, 2);
  }

  /** @param {MouseEvent} event */
  under = (event) => {
    const { top, height } = roomIn(this.canvas, MARGIN);
    const share = (pointOf(event, this.canvas)[1] - top) / height;
    return share >= 0 && share < 1 ? this.rows[Math.floor(share * this.rows.length)] : null;
  };

  /**
   * Up and down lead from row to row, left and right through time.
   * @param {number | null} mark
   * @param {string} key
   */
  next = (mark, key) => {
    const { rows, store } = this;
    const step = asideOf(key);
    if (!step) return nextInOrder(mark, key, rows);
    store.seek(Math.max(0, Math.min(store.frames.length - 1, store.shown + step)));
    return mark;
  };

  /** @param {number} mark @returns {[number, number] | null} */
  placeOf = (mark) => {
    const room = roomIn(this.canvas, MARGIN);
    const row = this.rows.indexOf(mark);
    return row < 0 ? null : [room.left + room.width / 2, this.heightOf(room, row)];
  };

  /** @param {(x: number, y: number) => boolean} holds */
  within = (holds) => {
    const room = roomIn(this.canvas, MARGIN);
    return this.rows.filter((_, row) => {
      const y = this.heightOf(room, row);
      return ALONG.some((share) => holds(room.left + share * room.width, y));
    });
  };

  /**
   * A row for each step of each life line, step by step.
   * @param {Given} given
   * @returns {Table}
   */
  numbers({ frames }) {
    const marks = sortedRows(frames);
    const rows = frames.flatMap(({ step, epoch, kind, replication_error: error }) =>
      marks.map((mark) => [step, epoch, mark * this.every, KINDS[kind[mark]].name, error[mark]]));
    return { name: "lifelines", columns: ["step", "epoch", "particle", "kind", "replication_error"], rows, wants: ["frames"] };
  }

  /** @param {Given} given */
  legend({ frame }) {
    return legendOf(frame, this.byKind ? null : SCALES.replication_error);
  }
}

/**
 * Marks by the number of recorded steps as a self-replicator, most first; evenly thinned.
 * @param {Frame[]} frames
 */
function sortedRows(frames) {
  const times = new Uint32Array(frames[0].kind.length);
  for (const { kind } of frames) {
    for (let mark = 0; mark < kind.length; mark++) if (kind[mark] === SELF_REPLICATOR) times[mark]++;
  }
  return thin(Array.from(times.keys()).sort((a, b) => times[b] - times[a] || a - b), MOST_ROWS);
}

/** @param {Brush} brush @param {Box} room @param {number} first epoch @param {number} last */
function writeAxes(brush, { left, right, top, bottom }, first, last) {
  brush.fillText(`epoch ${Math.round(first)}`, left, bottom + 16);
  brush.textAlign = "right";
  brush.fillText(`epoch ${Math.round(last)}`, right, bottom + 16);
  brush.fillText("often", left - 8, top + 12);
  brush.fillText("never", left - 8, bottom - 4);
}

/**
 * @param {HTMLCanvasElement} strips
 * @param {Frame[]} frames
 * @param {number[]} rows
 * @param {boolean} byKind or by replication error
 */
function paintStrips(strips, frames, rows, byKind) {
  [strips.width, strips.height] = [frames.length, rows.length];
  const context = contextOf(strips);
  const image = context.createImageData(frames.length, rows.length);
  const channelsOf = byKind ? kindChannels : errorChannels;
  /** @type {Map<number, number[]>} */
  const known = new Map(); // there are few different ones
  frames.forEach((frame, x) => {
    const { kind, replication_error: error } = frame;
    rows.forEach((mark, y) => {
      const key = byKind ? kind[mark] : Math.round(STEPS_A_DECADE * Math.log10(error[mark]));
      let channels = known.get(key);
      if (!channels) known.set(key, channels = channelsOf(key));
      image.data.set(channels, 4 * (y * frames.length + x));
    });
  });
  context.putImageData(image, 0, 0);
}

/** @param {number} kind */
function kindChannels(kind) {
  return [...rgb(KINDS[kind].colour), 255];
}

/** @param {number} key */
function errorChannels(key) {
  return [...rgb(SCALES.replication_error.colour(10 ** (key / STEPS_A_DECADE))), 255];
}
