// Points in the plane, as [x, y].

/** @typedef {[x: number, y: number]} Point */

/**
 * Is the point inside the polygon? Counts the edges that a ray to the right crosses.
 * @param {number} x
 * @param {number} y
 * @param {Point[]} polygon
 */
export function isInside(x, y, polygon) {
  let within = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [[xi, yi], [xj, yj]] = [polygon[i], polygon[j]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) within = !within;
  }
  return within;
}

/**
 * The number of the point, of `count`, that is closest to another; null if none is within `reach`.
 * @param {Point} point
 * @param {number} count
 * @param {(i: number) => Point} pointOf
 * @param {number} reach
 */
export function nearest([x, y], count, pointOf, reach) {
  let best = null;
  let least = reach ** 2;
  for (let i = 0; i < count; i++) {
    const [px, py] = pointOf(i);
    const far = (px - x) ** 2 + (py - y) ** 2;
    if (far < least) [best, least] = [i, far];
  }
  return best;
}

const ASIDE = 3; // how much farther what lies aside counts than what lies ahead

/**
 * The number of the point, of `count`, that is closest to another in a direction; null if none is there.
 * @param {Point} point
 * @param {Point} way of length 1
 * @param {number} count
 * @param {(i: number) => Point} pointOf
 */
export function nearestTowards([x, y], [wayX, wayY], count, pointOf) {
  let [best, least] = [/** @type {number | null} */ (null), Infinity];
  for (let i = 0; i < count; i++) {
    const [px, py] = pointOf(i);
    const ahead = (px - x) * wayX + (py - y) * wayY;
    const far = ahead + ASIDE * Math.abs((px - x) * wayY - (py - y) * wayX);
    if (ahead > 0.5 && far < least) [best, least] = [i, far];
  }
  return best;
}
