// Marks of particles: a kind is told by shape as well as by colour.

import { DIVERGENT, KINDS, OTHER, SECONDARY, SELF_REPLICATOR, ZERO } from "../core/kinds.js";

/** @import { Brush } from "../core/contracts.js" */
/** @import { Point } from "../core/geometry.js" */

// In which order kinds are painted: the many others below all that is special.
export const PAINT_ORDER = [OTHER, SELF_REPLICATOR, ZERO, SECONDARY, DIVERGENT];

// A few selected particles are ringed; beyond so many, the others fade instead.
export const FEW = 40;
export const FADED = 0.15;

const WIDEST = 2 ** 15; // pixels, of any picture

/**
 * Path of a kind's shape around (x, y). To fill it, polygons are left open, since closing each costs
 * more, the more there are in a path; to stroke it, they are `closed`.
 * @param {Brush} brush
 * @param {number} kind
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {boolean} [closed]
 */
export function traceMark(brush, kind, x, y, r, closed = false) {
  switch (kind) {
    case SELF_REPLICATOR:
      brush.moveTo(x + r, y);
      brush.arc(x, y, r, 0, 2 * Math.PI);
      break;
    case OTHER:
      polygon(brush, [x, y - r, x + r, y, x, y + r, x - r, y], closed);
      break;
    case ZERO:
      brush.rect(x - 0.8 * r, y - 0.8 * r, 1.6 * r, 1.6 * r);
      break;
    case SECONDARY:
      polygon(brush, [x, y - r, x + r, y + 0.8 * r, x - r, y + 0.8 * r], closed);
      break;
    default: {
      const a = 0.35 * r;
      polygon(brush, [
        x - r, y - r + a, x - r + a, y - r, x, y - a, x + r - a, y - r, x + r, y - r + a, x + a, y,
        x + r, y + r - a, x + r - a, y + r, x, y + a, x - r + a, y + r, x - r, y + r - a, x - a, y,
      ], closed);
    }
  }
}

/**
 * Path of many: those in the same place, to a pixel, once, since filling takes longer, the more there is in
 * a path. One whose place is not a number is left out.
 * @param {Brush} brush
 * @param {number} kind
 * @param {Point[]} points
 * @param {number} r
 */
export function traceMarks(brush, kind, points, r) {
  const traced = new Set();
  for (const [x, y] of points) {
    const place = Math.round(x) * WIDEST + Math.round(y);
    if (Number.isNaN(place) || traced.has(place)) continue;
    traced.add(place);
    traceMark(brush, kind, x, y, r);
  }
}

/**
 * One mark alone, in its kind's colour.
 * @param {Brush} brush
 * @param {number} kind
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function fillMark(brush, kind, x, y, r) {
  brush.fillStyle = KINDS[kind].colour;
  brush.beginPath();
  traceMark(brush, kind, x, y, r);
  brush.fill();
}

/** @param {Brush} brush @param {number[]} points x and y in turn @param {boolean} closed */
function polygon(brush, points, closed) {
  brush.moveTo(points[0], points[1]);
  for (let i = 2; i < points.length; i += 2) brush.lineTo(points[i], points[i + 1]);
  if (closed) brush.lineTo(points[0], points[1]);
}

/** @param {Brush} brush @param {number} x @param {number} y @param {number} r */
export function strokeRing(brush, x, y, r) {
  brush.beginPath();
  brush.arc(x, y, r, 0, 2 * Math.PI);
  brush.stroke();
}

/** @param {Brush} brush @param {number} x @param {number} y @param {number} r */
export function fillDot(brush, x, y, r) {
  brush.beginPath();
  brush.arc(x, y, r, 0, 2 * Math.PI);
  brush.fill();
}
