// The response of particles: the five numbers that a particle acts by, against those of a perfect
// self-replicator, (1, 0, 0, 0, any weight).

import { countOf, formatCount, formatNumber, formatPower } from "../core/format.js";
import { nearest } from "../core/geometry.js";
import { thin } from "../core/groups.js";
import { KINDS } from "../core/kinds.js";
import { fitCanvas, pointOf, roomIn, setText, strokeLine, strokePath, tracePath } from "../draw/canvas.js";
import { addCanvas, addElement, write } from "../draw/dom.js";
import { addCursor, asideOf, nextInOrder, watchKeys } from "../draw/keys.js";
import { FEW, PAINT_ORDER, traceMarks } from "../draw/marks.js";
import { watchPointer } from "../draw/pointer.js";
import { legendOf } from "../parts/caption.js";

/** @import { ArrayName, Brush, Change, Frame, Given, Shared, Table, Theme, View } from "../core/contracts.js" */
/** @import { Point } from "../core/geometry.js" */
/** @import { Box } from "../draw/canvas.js" */
/** @typedef {{ name: ArrayName, label: string, target: number | null }} Coefficient target null: any */

const MARGIN = { l: 58, r: 48, t: 22, b: 44 };
const UNIT = 1e-6; // off-target values below it are drawn about linearly, beyond it logarithmically
const MOST = 100; // off-target values beyond are drawn at the rim
const RIM = Math.asinh(MOST / UNIT);
const CLOSE = 7; // pixels within which the pointer touches a mark
const MOST_LINES = 1200; // of more particles, evenly many are drawn

/** @type {Coefficient[]} */
const COEFFICIENTS = [
  { name: "copy", label: "copy − 1", target: 1 },
  { name: "leak_layer", label: "leak: layer", target: 0 },
  { name: "leak_cell", label: "leak: cell", target: 0 },
  { name: "leak_edge", label: "leak: edge", target: 0 },
  { name: "weight", label: "weight", target: null },
];
const LAST = COEFFICIENTS.length - 1;

/** @param {number} value @returns {number} from −1 to 1 */
const bend = (value) => Math.asinh(value / UNIT) / RIM;

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new Responses(element, shared);
}

class Responses {
  /** @type {Change[]} */
  wants = ["frames", "position", "selection", "hover"];

  /** @param {HTMLElement} element @param {Shared} shared */
  constructor(element, { store, organism, particle }) {
    this.every = organism.every;
    this.only = particle === null ? null : new Set([particle / organism.every]);
    this.canvas = addCanvas(element, "effective responses of the particles");
    this.words = addElement(element, "p", "under");
    /** @type {Frame | null} */
    this.frame = null; // as drawn last
    /** @type {number[]} */
    this.marks = []; // those that are drawn
    this.heaviest = 1; // |weight| at the rim
    this.column = 0; // the coefficient that the keyboard's cursor is at
    this.destroy = watchPointer(this.canvas, store, this);
    addCursor(this.canvas, "effective responses", "lines of particles");
    watchKeys(this.canvas, store, this);
  }

  /** @param {Given} given */
  draw({ frame, theme, selection, hover }) {
    this.frame = frame;
    const chosen = this.only ?? selection;
    const all = chosen.size ? [...chosen] : Array.from(frame.kind.keys());
    this.marks = thin(all, MOST_LINES);
    this.heaviest = this.marks.reduce((most, mark) => Math.max(most, Math.abs(frame.weight[mark]) || 0), 1);
    const brush = fitCanvas(this.canvas);
    paintAxes(brush, roomIn(this.canvas, MARGIN), theme, this.heaviest);
    const alpha = chosen.size && chosen.size <= FEW ? 0.9 : Math.max(0.06, Math.min(0.5, 60 / this.marks.length));
    const pointsOf = this.pointsOf(frame);
    for (const kind of PAINT_ORDER) {
      const lines = this.marks.filter((mark) => frame.kind[mark] === kind).map(pointsOf);
      paintLines(brush, lines, kind, alpha);
    }
    if (hover !== null && this.marks.includes(hover)) {
      [brush.strokeStyle, brush.lineWidth] = [theme.text, 2];
      strokePath(brush, pointsOf(hover));
    }
    const part = this.marks.length < all.length ? ` ${formatCount(this.marks.length)} of them are drawn.` : "";
    write(this.words, sentence(frame, chosen, this.every) + part);
  }

  /**
   * The point of each of a mark's five numbers.
   * @param {Frame} frame
   * @returns {(mark: number) => Point[]}
   */
  pointsOf(frame) {
    const { left, top, width, height } = roomIn(this.canvas, MARGIN);
    return (mark) => COEFFICIENTS.map(({ name, target }, i) => {
      const share = target === null ? frame[name][mark] / this.heaviest : bend(frame[name][mark] - target);
      const held = Math.max(-1, Math.min(1, share)); // NaN stays NaN and is not drawn
      return [left + (i / LAST) * width, top + ((1 - held) / 2) * height];
    });
  }

  /** @param {MouseEvent} event */
  under = (event) => {
    if (!this.frame) return null;
    const points = this.marks.flatMap(this.pointsOf(this.frame));
    const found = nearest(pointOf(event, this.canvas), points.length, (i) => points[i], CLOSE);
    return found === null ? null : this.marks[Math.floor(found / COEFFICIENTS.length)];
  };

  /**
   * Up and down lead to the next higher and lower particle at a coefficient, left and right to another
   * coefficient.
   * @param {number | null} mark
   * @param {string} key
   */
  next = (mark, key) => {
    if (!this.frame) return undefined;
    const aside = asideOf(key);
    if (aside) this.column = Math.max(0, Math.min(LAST, this.column + aside));
    const values = this.frame[COEFFICIENTS[this.column].name];
    const order = this.marks.filter((each) => !Number.isNaN(values[each])).sort((a, b) => values[b] - values[a] || a - b);
    return aside ? mark ?? order[0] : nextInOrder(mark, key, order);
  };

  /** @param {number} mark */
  placeOf = (mark) => this.frame && this.pointsOf(this.frame)(mark)[this.column];

  /** @param {(x: number, y: number) => boolean} holds */
  within = (holds) => {
    if (!this.frame) return [];
    const pointsOf = this.pointsOf(this.frame);
    return this.marks.filter((mark) => pointsOf(mark).some(([x, y]) => holds(x, y)));
  };

  /**
   * @param {Given} given
   * @returns {Table}
   */
  numbers({ frame, selection }) {
    const names = COEFFICIENTS.map(({ name }) => name);
    const chosen = this.only ?? (selection.size ? selection : frame.kind.keys());
    const rows = Array.from(chosen, (mark) => [
      mark * this.every, KINDS[frame.kind[mark]].name, ...names.map((name) => frame[name][mark]),
    ]);
    return { name: "response", columns: ["particle", "kind", ...names], rows, wants: ["frames", "position", "selection"] };
  }

  /** @param {Given} given */
  legend({ frame }) {
    return legendOf(frame);
  }
}

/** @param {Brush} brush @param {Point[][]} lines @param {number} kind @param {number} alpha */
function paintLines(brush, lines, kind, alpha) {
  const { colour } = KINDS[kind];
  [brush.globalAlpha, brush.strokeStyle, brush.fillStyle, brush.lineWidth] = [alpha, colour, colour, 1];
  brush.beginPath();
  for (const points of lines) tracePath(brush, points);
  brush.stroke();
  for (const i of COEFFICIENTS.keys()) { // a path each, which is quicker than one of all
    brush.beginPath();
    traceMarks(brush, kind, lines.map((points) => points[i]), 3.5);
    brush.fill();
  }
  brush.globalAlpha = 1;
}

/** @param {Brush} brush @param {Box} room @param {Theme} theme @param {number} heaviest */
function paintAxes(brush, room, theme, heaviest) {
  const { left, right, top, height } = room;
  const middle = top + height / 2;
  brush.strokeStyle = theme.grid;
  brush.lineWidth = 1;
  setText(brush, theme, "center");
  paintCoefficients(brush, room);
  brush.textAlign = "right";
  for (const exponent of [-4, -2, 0]) {
    for (const sign of [-1, 1]) {
      const y = middle - (sign * bend(10 ** exponent) * height) / 2;
      brush.fillText(`${sign < 0 ? "−" : ""}${formatPower(exponent)}`, left - 8, y + 4);
    }
  }
  brush.fillText("0", left - 8, middle + 4);
  brush.textAlign = "left";
  for (const share of [-1, 0, 1]) brush.fillText(formatNumber(share * heaviest), right + 8, middle - (share * height) / 2 + 4);
  brush.setLineDash([4, 4]);
  brush.strokeStyle = theme.text;
  strokeLine(brush, left, middle, left + 0.75 * (right - left), middle);
  brush.setLineDash([]);
  brush.fillText("perfect self-replicator", left + 6, middle - 5);
}

/**
 * An upright line with a name for each of the five numbers.
 * @param {Brush} brush
 * @param {Box} room
 */
function paintCoefficients(brush, { left, width, top, bottom }) {
  COEFFICIENTS.forEach(({ label }, i) => {
    const x = left + (i / LAST) * width;
    strokeLine(brush, x, top, x, bottom);
    brush.fillText(label, x, bottom + 16);
  });
}

/** @param {Frame} frame @param {Set<number>} chosen @param {number} every */
function sentence(frame, chosen, every) {
  if (!chosen.size) return "All particles; select some to see only theirs.";
  if (chosen.size > 1) return `${countOf(chosen.size, "selected particle")}.`;
  const [mark] = chosen;
  const numbers = COEFFICIENTS.map(({ name }) => exact(frame[name][mark])).join(", ");
  return `Particle ${mark * every}: (${numbers}).`;
}

/**
 * Near 1, three digits would hide how near.
 * @param {number} value
 */
function exact(value) {
  return Math.abs(value - 1) < 0.01 && value !== 1 ? value.toFixed(7) : formatNumber(value);
}
