// Whole trajectories, painted once for many steps, in a frame that says what one sees.

import { KINDS } from "../core/kinds.js";
import { contextOf, roomIn, setText, strokePath } from "../draw/canvas.js";
import { FEW } from "../draw/marks.js";

/** @import { Brush, Frame, Given, Theme } from "../core/contracts.js" */
/** @import { Point } from "../core/geometry.js" */
/** @import { Range, Trajectories } from "../core/trajectories.js" */
/** @import { Box } from "../draw/canvas.js" */
/** @typedef {(x: number, y: number, step: number) => Point} Project */

/**
 * What is drawn of the trajectories.
 * @typedef {object} Drawing
 * @property {Trajectories} of
 * @property {number} layer from 0
 * @property {number[]} marks
 * @property {number} total marks that there are to draw
 * @property {[Range, Range]} reach along the first two components
 */

export const MARGIN = { l: 16, r: 16, t: 10, b: 26 };

export class Paths {
  canvas = document.createElement("canvas");
  painted = ""; // what it shows

  /**
   * @param {HTMLCanvasElement} surface of the same size
   * @param {Drawing} drawing
   * @param {Project} project
   * @param {Given} given
   * @param {boolean} deep
   */
  paint(surface, drawing, project, { frame, theme }, deep) {
    const { width, height } = surface;
    const { of, marks, reach } = drawing;
    const kinds = marks.length > FEW ? "" : marks.map((mark) => frame.kind[mark]).join("");
    const corners = [[0, 0], [1, 0], [0, 1]].map(([x, y]) => project(x, y, 0)); // change as it is turned
    const wanted = [
      of.steps.at(-1), of.fit, deep, corners, width, height, theme.text, marks.length, marks[0], marks.at(-1), reach, kinds,
    ].join("|");
    if (wanted === this.painted) return;
    this.painted = wanted;
    [this.canvas.width, this.canvas.height] = [width, height];
    const brush = contextOf(this.canvas);
    brush.scale(width / surface.clientWidth, height / surface.clientHeight);
    paintFrame(brush, roomIn(surface, MARGIN), drawing, theme, deep);
    strokePaths(brush, drawing, project, theme, frame);
  }
}

/**
 * @param {Brush} brush
 * @param {Box} room
 * @param {Drawing} drawing
 * @param {Theme} theme
 * @param {boolean} deep
 */
function paintFrame(brush, { left, top, width, height, bottom }, { of, layer }, theme, deep) {
  setText(brush, theme);
  brush.strokeStyle = theme.grid;
  const [first, second] = [0, 1].map((axis) => {
    const share = of.explainedOf(layer, axis);
    return `component ${axis + 1}${share === null ? "" : ` (${Math.round(100 * share)} %)`}`;
  });
  const where = deep ? "into the depth, upwards: epoch; drag to turn" : "↑";
  brush.fillText(`${first} →   ${second} ${where}`, left, bottom + MARGIN.b - 8);
  brush.strokeRect(left - 6, top - 4, width + 12, height + 8);
}

/**
 * @param {Brush} brush
 * @param {Drawing} drawing
 * @param {Project} project
 * @param {Theme} theme
 * @param {Frame} frame
 */
function strokePaths(brush, { of, marks }, project, theme, frame) {
  const many = marks.length > FEW;
  brush.globalAlpha = many ? Math.max(0.05, 30 / marks.length) : 0.8;
  for (const mark of marks) {
    brush.strokeStyle = many ? theme.text : KINDS[frame.kind[mark]].colour;
    strokePath(brush, of.steps.map((step, at) => project(of.coordinate(at, mark, 0), of.coordinate(at, mark, 1), step)));
  }
  brush.globalAlpha = 1;
}
