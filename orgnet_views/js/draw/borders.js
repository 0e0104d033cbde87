// Where one phase gives way to the next: a thin dashed line with the name of the one that begins.

import { bordersOf, frameOf } from "../core/phases.js";
import { setText, strokePath } from "./canvas.js";

/** @import { Brush, Given } from "../core/contracts.js" */
/** @import { Layout } from "./chart.js" */
/** @import { Box } from "./canvas.js" */
/** @import { Point } from "../core/geometry.js" */
/** @import { Range } from "../core/trajectories.js" */

const DASH = "2px,3px";

/**
 * On a Plotly chart over epochs: what its layout gets.
 * @param {Pick<Given, "phases" | "frames" | "theme">} given
 * @returns {Layout}
 */
export function bordersOnChart({ phases, frames, theme }) {
  const borders = bordersOf(phases, frames);
  return {
    shapes: borders.map(({ epoch }) => ({
      type: "line", x0: epoch, x1: epoch, yref: "paper", y0: 0, y1: 1,
      line: { color: theme.text, width: 1, dash: DASH }, opacity: 0.55,
    })),
    annotations: borders.map(({ epoch, words }) => ({
      text: words, x: epoch, xanchor: "left", yref: "paper", y: 1, yanchor: "top", textangle: 90,
      showarrow: false, font: { size: theme.size, color: theme.text }, opacity: 0.75, borderpad: 1,
    })),
  };
}

/**
 * On a canvas with a column for each frame.
 * @param {Brush} brush
 * @param {Box} room
 * @param {Given} given
 * @param {number} below pixels from the room's lower edge to the words
 */
export function paintBorders(brush, room, { phases, frames, theme }, below) {
  let free = room.left;
  brush.textAlign = "left";
  for (const phase of bordersOf(phases, frames)) {
    const x = room.left + ((frameOf(phase, frames) + 1) / frames.length) * room.width;
    brush.fillStyle = theme.background;
    brush.fillRect(x - 1, room.top, 2, room.height);
    brush.fillStyle = theme.text;
    brush.fillRect(x - 0.5, room.top, 1, room.height + below - 10);
    const width = brush.measureText(phase.words).width;
    const at = Math.max(free, Math.min(x + 3, room.right - width));
    if (at > x + 3) continue; // no room beside the name before it: the line says enough
    brush.fillText(phase.words, at, room.bottom + below);
    free = at + width + 8;
  }
}

/**
 * Where the epoch points into space: each border a level, with its name at a corner.
 * @param {Brush} brush
 * @param {[Range, Range]} reach along the other two directions
 * @param {(x: number, y: number, step: number) => Point} project
 * @param {Pick<Given, "phases" | "frames" | "theme">} given
 */
export function paintLevels(brush, [[left, right], [near, far]], project, { phases, frames, theme }) {
  const last = frames[frames.length - 1];
  const corners = [[left, near], [right, near], [right, far], [left, far], [left, near]];
  setText(brush, theme);
  brush.strokeStyle = theme.grid;
  for (const { epoch, words } of bordersOf(phases, frames)) {
    const points = corners.map(([x, y]) => project(x, y, (epoch / last.epoch) * last.step));
    strokePath(brush, points);
    const [x, y] = points.reduce((a, b) => (b[0] < a[0] ? b : a));
    brush.fillText(words, x, y - 4);
  }
}
