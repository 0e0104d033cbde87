// What a person draws, as a picture: strokes of a round pen.

/** @import { Point } from "./geometry.js" */

export const SIDE = 112; // pixels; four for each of MNIST's own
const PEN = 6; // pixels, the pen's radius: strokes of a drawing that fills the paper are as thick as MNIST's

export class Ink {
  constructor() {
    this.rows = this.columns = SIDE;
    this.bytes = new Uint8Array(SIDE * SIDE);
  }

  get isEmpty() {
    return this.bytes.every((byte) => byte === 0);
  }

  clear() {
    this.bytes.fill(0);
  }

  /**
   * Draw a straight line; from a point to itself, a dot. Edges are soft, over one pixel.
   * @param {Point} from in pixels
   * @param {Point} to
   */
  line(from, to) {
    const [left, top] = [0, 1].map((axis) => Math.max(0, Math.floor(Math.min(from[axis], to[axis]) - PEN - 1)));
    const [right, bottom] = [0, 1].map((axis) => Math.min(SIDE, Math.ceil(Math.max(from[axis], to[axis]) + PEN + 1)));
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const away = distance([column + 0.5, row + 0.5], from, to);
        const covered = Math.min(1, Math.max(0, PEN + 0.5 - away));
        const at = row * SIDE + column;
        this.bytes[at] = Math.max(this.bytes[at], Math.round(255 * covered));
      }
    }
  }
}

/**
 * From a point to the nearest one of a line.
 * @param {Point} point
 * @param {Point} from
 * @param {Point} to
 */
function distance([x, y], [fromX, fromY], [toX, toY]) {
  const [dx, dy] = [toX - fromX, toY - fromY];
  const along = ((x - fromX) * dx + (y - fromY) * dy) / (dx * dx + dy * dy || 1);
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(x - fromX - share * dx, y - fromY - share * dy);
}
