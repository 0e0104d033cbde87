// The phases of a run's schedule: where each begins, and how it is called.

import { formatCount } from "./format.js";

/** @import { Frame, Phase } from "./contracts.js" */

/**
 * The phases that begin within what was recorded, but for the first: where one gives way to the next.
 * @param {Phase[]} phases
 * @param {Frame[]} frames
 */
export function bordersOf(phases, frames) {
  const last = frames[frames.length - 1].epoch;
  return phases.slice(1).filter(({ epoch }) => epoch < last);
}

/**
 * The number of the frame at which a phase begins: the last one that none of its batches led to.
 * @param {Phase} phase
 * @param {Frame[]} frames
 */
export function frameOf({ epoch }, frames) {
  return Math.max(0, frames.findLastIndex((frame) => frame.epoch <= epoch));
}

/**
 * The phase whose batches led to an epoch, in words; nothing where there is but one.
 * @param {Phase[]} phases
 * @param {number} epoch
 */
export function phaseInWords(phases, epoch) {
  if (phases.length < 2) return "";
  const number = Math.max(0, phases.findLastIndex((phase) => phase.epoch < epoch));
  return `phase ${formatCount(number + 1)}: ${phases[number].words}`;
}
