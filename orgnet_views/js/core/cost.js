// The drop when all self-replicators are cut: by how much the test metric is worse without them. The
// twin of orgnet_core/pruning/over_time.py.

/** @import { FrameScalars, Task } from "./contracts.js" */

/**
 * Null where a score is no number, or was not taken; below 0 the cut is a gain.
 * @param {Pick<FrameScalars, "metric" | "metric_without_replicators">} frame
 * @param {Pick<Task, "higherIsBetter">} task
 */
export function costOf({ metric, metric_without_replicators: without }, { higherIsBetter }) {
  if (metric === null || without === null) return null;
  return higherIsBetter ? metric - without : without - metric;
}

/**
 * The number of the frame where it is the largest, of those alike the first; null where none has one.
 * @param {Pick<FrameScalars, "metric" | "metric_without_replicators">[]} frames
 * @param {Pick<Task, "higherIsBetter">} task
 */
export function costliest(frames, task) {
  let [found, most] = [/** @type {number | null} */ (null), -Infinity];
  frames.forEach((frame, i) => {
    const cost = costOf(frame, task) ?? -Infinity;
    if (cost > most) [found, most] = [i, cost];
  });
  return found;
}

/**
 * What it is called: "accuracy drop", of an error its increase.
 * @param {Pick<Task, "higherIsBetter" | "metric">} task
 */
export function dropName({ higherIsBetter, metric }) {
  return `${metric} ${higherIsBetter ? "drop" : "increase"}`;
}
