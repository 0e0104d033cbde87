// Many runs at one common moment: the epochs that they were recorded at, and each as it was then.

import { SELF_REPLICATOR } from "./kinds.js";

/** @import { Kinds } from "./contracts.js" */

/**
 * Every epoch at which one of the runs was recorded, in order.
 * @param {Kinds[]} runs
 */
export function epochsOf(runs) {
  return [...new Set(runs.flatMap(({ epochs }) => epochs))].sort((a, b) => a - b);
}

/**
 * The place of the last of some epochs, in order, that is not later than another; else the first.
 * @param {number[]} epochs
 * @param {number} epoch
 */
export function placeOf(epochs, epoch) {
  return Math.max(0, epochs.findLastIndex((each) => each <= epoch));
}

/**
 * The kinds of a run at its last recorded step until an epoch, by mark.
 * @param {Kinds} run
 * @param {number} epoch
 */
export function kindsAt({ epochs, kinds }, epoch) {
  return kinds[placeOf(epochs, epoch)];
}

/**
 * The share of self-replicators, from 0 to 1.
 * @param {Uint8Array} kinds
 */
export function shareOf(kinds) {
  return kinds.reduce((count, kind) => count + Number(kind === SELF_REPLICATOR), 0) / kinds.length;
}
