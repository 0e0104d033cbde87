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
