// A particle's weights beside what it says that they are, and the error of each.

import { formatNumber, formatPower } from "../core/format.js";
import { EPSILON } from "../core/kinds.js";
import { letterScale, roomIn, setText, strokeLine } from "./canvas.js";
import { fillDot } from "./marks.js";
import { OFF_TARGET, ON_TARGET } from "./theme.js";

/** @import { Brush, Theme } from "../core/contracts.js" */
/** @import { Shapes } from "../core/particle.js" */
/** @import { Box } from "./canvas.js" */
/** @typedef {(i: number) => number} XOf of a weight's number */

/**
 * @typedef {object} Copied
 * @property {HTMLCanvasElement} canvas
 * @property {Brush} brush
 * @property {Theme} theme
 * @property {{ own: ArrayLike<number>, predicted: ArrayLike<number> }} weights
 * @property {Shapes} layers
 */

const MARGIN = { l: 50, r: 10, t: 16, b: 50 };
const GAP = 20; // pixels between the two halves
const ERRORS = [-10, 1]; // exponents of ten shown of the errors
const LIMIT = Math.log10(EPSILON);

/** @param {Copied} copied */
export function paintReplica(copied) {
  const { canvas, brush, theme, weights: { own } } = copied;
  setText(brush, theme);
  const scale = letterScale(theme);
  const { left, top, right, bottom, width, height } = roomIn(canvas, MARGIN, scale);
  const half = (height - scale * GAP) / 2;
  /** @type {XOf} */
  const xOf = (i) => left + ((i + 0.5) / own.length) * width;
  const room = { left, right, width, height: half };
  paintValues(copied, { ...room, top, bottom: top + half }, xOf);
  paintErrors(copied, { ...room, top: bottom - half, bottom }, xOf);
  setText(brush, theme, "center");
  nameLayers(brush, copied.layers, xOf, bottom + 18 * scale);
}

/** @param {Copied} copied @param {Box} room @param {XOf} xOf */
function paintValues({ brush, theme, weights: { own, predicted } }, room, xOf) {
  const most = Math.max(1, ...[...Array.from(own), ...Array.from(predicted)].filter(Number.isFinite).map(Math.abs));
  /** @param {number} value */
  const yOf = (value) => room.top + ((1 - value / most) / 2) * room.height;
  paintAxis(brush, theme, room, "its weights", [-most, 0, most].map((value) => [yOf(value), formatNumber(value)]));
  for (let i = 0; i < own.length; i++) {
    brush.fillStyle = OFF_TARGET;
    fillDot(brush, xOf(i), yOf(own[i]), 4);
    brush.strokeStyle = ON_TARGET;
    brush.lineWidth = 2;
    strokeCross(brush, xOf(i), yOf(predicted[i]), 4);
    brush.lineWidth = 1;
  }
}

/** @param {Copied} copied @param {Box} room @param {XOf} xOf */
function paintErrors({ brush, theme, weights: { own, predicted } }, room, xOf) {
  const [low, high] = ERRORS;
  /** @param {number} exponent */
  const yOf = (exponent) => {
    const held = Math.max(low, Math.min(high, exponent));
    return room.bottom - ((held - low) / (high - low)) * room.height;
  };
  const ticks = [low, LIMIT, 0];
  paintAxis(brush, theme, room, "error of each", ticks.map((exponent) => [yOf(exponent), formatPower(exponent)]));
  const width = Math.max(2, Math.min(14, 0.6 * (xOf(1) - xOf(0))));
  for (let i = 0; i < own.length; i++) {
    const exponent = Math.log10(Math.abs(own[i] - predicted[i]));
    brush.fillStyle = exponent < LIMIT ? ON_TARGET : OFF_TARGET;
    brush.fillRect(xOf(i) - width / 2, yOf(exponent), width, room.bottom - yOf(exponent));
  }
  brush.strokeStyle = theme.text;
  brush.setLineDash([4, 4]);
  strokeLine(brush, room.left, yOf(LIMIT), room.right, yOf(LIMIT));
  brush.setLineDash([]);
}

/**
 * @param {Brush} brush
 * @param {Theme} theme
 * @param {Box} room
 * @param {string} name
 * @param {[y: number, text: string][]} ticks
 */
function paintAxis(brush, theme, room, name, ticks) {
  setText(brush, theme);
  brush.strokeStyle = theme.grid;
  brush.fillText(name, room.left, room.top - 4);
  brush.textAlign = "right";
  for (const [y, text] of ticks) {
    brush.fillText(text, room.left - 6, y + 4 * letterScale(theme));
    strokeLine(brush, room.left, y, room.right, y);
  }
}

/** @param {Brush} brush @param {number} x @param {number} y @param {number} r */
function strokeCross(brush, x, y, r) {
  brush.beginPath();
  for (const side of [-1, 1]) {
    brush.moveTo(x - r, y - r * side);
    brush.lineTo(x + r, y + r * side);
  }
  brush.stroke();
}

/**
 * Which weights belong to which of the particle's three layers.
 * @param {Brush} brush
 * @param {Shapes} layers
 * @param {XOf} xOf
 * @param {number} y
 */
function nameLayers(brush, layers, xOf, y) {
  let first = 0;
  layers.forEach(([outputs, inputs], layer) => {
    const last = first + outputs * inputs - 1;
    brush.fillText(`layer ${layer + 1}`, (xOf(first) + xOf(last)) / 2, y);
    first = last + 1;
  });
}
