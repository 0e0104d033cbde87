// Trajectories: the particles' weights at the recorded steps, along their principal components.

/** @import { Source } from "./contracts.js" */
/** @import { Point } from "./geometry.js" */

/**
 * @typedef {"layer" | "particle"} Fit whose components: all particles' of a layer, or each one's
 *
 * @typedef {object} Header as orgnet_views/weights.py sends it
 * @property {number[]} steps
 * @property {number} shown marks
 * @property {Fit} fit
 * @property {any[]} explained shares of the variance, by layer or by mark
 *
 * @typedef {[low: number, high: number]} Range
 * @typedef {{ around: number, tilt: number }} Turn of a picture in three dimensions, in radians
 */

export class Trajectories {
  /** @param {Header} header @param {Float32Array} coordinates [steps, shown, 3] */
  constructor({ steps, shown, fit, explained }, coordinates) {
    this.steps = steps;
    this.shown = shown;
    this.fit = fit;
    this.explained = explained;
    this.coordinates = coordinates;
  }

  /** @param {number} at number of the step @param {number} mark @param {number} axis */
  coordinate(at, mark, axis) {
    return this.coordinates[(at * this.shown + mark) * 3 + axis];
  }

  /**
   * The share of a layer's variance along an axis; null where there is none for the whole layer.
   * @param {number} layer from 0
   * @param {number} axis
   * @returns {number | null}
   */
  explainedOf(layer, axis) {
    return this.fit === "layer" && Array.isArray(this.explained[0]) ? this.explained[layer][axis] : null;
  }

  /**
   * The least and the most that marks reach along an axis.
   * @param {number[]} marks
   * @param {number} axis
   * @returns {Range}
   */
  extent(marks, axis) {
    let [low, high] = [Infinity, -Infinity];
    for (let at = 0; at < this.steps.length; at++) {
      for (const mark of marks) {
        const value = this.coordinate(at, mark, axis);
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    return low < high ? [low, high] : [-1, 1];
  }

  /**
   * Coordinates at any step: between two recorded steps, on the line between them; after the last,
   * where they were then.
   * @param {number} step
   * @returns {(mark: number, axis: number) => number}
   */
  atStep(step) {
    const { steps } = this;
    const next = steps.findIndex((recorded) => recorded >= step);
    const after = Math.max(1, next < 0 ? steps.length - 1 : next);
    const [from, to] = [steps[after - 1], steps[after] ?? steps[after - 1]];
    const share = to > from ? Math.min(1, (step - from) / (to - from)) : 0;
    return (mark, axis) => {
      const start = this.coordinate(after - 1, mark, axis);
      return share ? start + share * (this.coordinate(after, mark, axis) - start) : start;
    };
  }
}

/**
 * The trajectories of a run up to a step, or why there are none, in words.
 * @param {Source} source
 * @param {Fit} fit
 * @param {number} until
 * @returns {Promise<Trajectories | string>}
 */
export async function fetchTrajectories(source, fit, until) {
  const answer = await source.fetchTrajectories(fit, until);
  return answer.error === undefined ? new Trajectories(answer.header, answer.numbers) : answer.error;
}

/**
 * From (along the first component, along the second, step) to a point in a room: flat, or turned,
 * with the steps upwards.
 * @param {{ left: number, top: number, width: number, height: number }} room
 * @param {[Range, Range]} reach along the components
 * @param {number} last step
 * @param {Turn | null} turn null: flat
 * @returns {(x: number, y: number, step: number) => Point}
 */
export function projectionOf({ left, top, width, height }, reach, last, turn) {
  /** @param {number} across @param {number} rise from −1 to 1 @returns {Point} */
  const place = (across, rise) => [left + ((across + 1) / 2) * width, top + ((1 - rise) / 2) * height];
  if (!turn) return (x, y) => place(unit(x, reach[0]), unit(y, reach[1]));
  const [cos, sin] = [Math.cos(turn.around), Math.sin(turn.around)];
  const [upright, lying] = [Math.cos(turn.tilt), Math.sin(turn.tilt)];
  return (x, y, step) => {
    const [a, b, up] = [unit(x, reach[0]), unit(y, reach[1]), (2 * step) / last - 1];
    return place((a * cos - b * sin) / 1.42, (up * upright + (a * sin + b * cos) * lying) / 1.45);
  };
}

/** @param {number} value @param {Range} range */
function unit(value, [low, high]) {
  return (2 * (value - low)) / (high - low) - 1;
}
