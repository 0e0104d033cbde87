// What every view on a canvas needs: a drawing surface of the right size, and room on it.

import { SMALLEST } from "./theme.js";

/** @import { Brush, Theme } from "../core/contracts.js" */
/** @import { Point } from "../core/geometry.js" */

/** @type {Brush | null} */
let standIn = null; // where views draw instead of on their canvas

/**
 * Let `draw` draw with another brush than its canvas': a saved picture's.
 * @param {Brush} brush
 * @param {() => void} draw
 */
export function drawOn(brush, draw) {
  standIn = brush;
  try {
    draw();
  } finally {
    standIn = null;
  }
}

/**
 * Size a canvas to its box in device pixels, cleared, with CSS pixels as its unit.
 * @param {HTMLCanvasElement} canvas
 * @returns {Brush}
 */
export function fitCanvas(canvas) {
  if (standIn) return standIn;
  const { clientWidth, clientHeight } = canvas;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = clientWidth * ratio;
  canvas.height = clientHeight * ratio;
  const context = contextOf(canvas);
  context.scale(ratio, ratio);
  return context;
}

/** @param {HTMLCanvasElement} canvas */
export function contextOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/**
 * @typedef {{ l: number, r: number, t: number, b: number }} Margin in CSS pixels
 * @typedef {{ left: number, top: number, right: number, bottom: number, width: number, height: number }} Box
 */

/**
 * What a margin leaves of an element.
 * @param {Element} element
 * @param {Margin} margin
 * @param {number} [scale] of the letters that stand in the margin
 * @returns {Box}
 */
export function roomIn({ clientWidth, clientHeight }, { l, r, t, b }, scale = 1) {
  const [left, top] = [scale * l, scale * t];
  const [right, bottom] = [clientWidth - scale * r, clientHeight - scale * b];
  return { left, top, right, bottom, width: right - left, height: bottom - top };
}

/**
 * How large letters are, beside those that margins are made for.
 * @param {Theme} theme
 */
export function letterScale({ size }) {
  return size / SMALLEST;
}

/** @param {Box} box @returns {Point} */
export function middleOf({ left, top, width, height }) {
  return [left + width / 2, top + height / 2];
}

/**
 * Where an event was, in CSS pixels of an element.
 * @param {MouseEvent} event
 * @param {Element} element
 * @returns {Point}
 */
export function pointOf(event, element) {
  const box = element.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

/**
 * Have texts look as the page's.
 * @param {Brush} brush
 * @param {Theme} theme
 * @param {CanvasTextAlign} [align]
 */
export function setText(brush, theme, align = "left") {
  brush.font = `${theme.size}px ${theme.font}`;
  brush.fillStyle = theme.text;
  brush.textAlign = align;
}

/**
 * @param {Brush} brush
 * @param {number} x
 * @param {number} y
 * @param {number} toX
 * @param {number} toY
 */
export function strokeLine(brush, x, y, toX, toY) {
  brush.beginPath();
  brush.moveTo(x, y);
  brush.lineTo(toX, toY);
  brush.stroke();
}

/**
 * A line through points; what is not finite is left out.
 * @param {Brush} brush
 * @param {Point[]} points
 */
export function tracePath(brush, points) {
  let begun = false;
  for (const [x, y] of points) {
    if (!Number.isFinite(x + y)) continue;
    if (begun) brush.lineTo(x, y);
    else brush.moveTo(x, y);
    begun = true;
  }
}

/** @param {Brush} brush @param {Point[]} points */
export function strokePath(brush, points) {
  brush.beginPath();
  tracePath(brush, points);
  brush.stroke();
}
