// What particles are coloured by: their kind, or a measure on its scale.

import { NEVER, RAMPS, shade } from "./theme.js";

/** @import { Frame } from "../core/contracts.js" */

/**
 * @typedef {"kind" | "replication_error" | "replication_loss" | "task_contribution" | "weight"
 *   | "gradient" | "became"} MeasureName
 *
 * @typedef {object} Scale
 * @property {string} label
 * @property {string[]} colours
 * @property {[low: number, high: number]} range what is beyond has the colour of its end
 * @property {(value: number) => string} colour
 * @property {string} [never] the colour of what never happened
 */

// Task contributions below it are about linear, beyond it logarithmic.
const CONTRIBUTION_UNIT = 1e-4;
const FAINT = 0.005; // of the strongest signal: those below it are about linear

/** @param {number} value */
const log = (value) => Math.log10(Math.abs(value));
/** @param {number} value */
export const signedLog = (value) => Math.asinh(value / CONTRIBUTION_UNIT);
/** @param {number} value */
const linear = (value) => value;

export const SCALES = {
  replication_error: scaleOf("replication error", RAMPS.size, log, [1e-8, 1]),
  replication_loss: scaleOf("replication loss", RAMPS.size, log, [1e-16, 1]),
  task_contribution: scaleOf("task contribution", RAMPS.sign, signedLog, [-0.1, 0.1]),
  weight: scaleOf("task weight", RAMPS.sign, linear, [-1, 1]),
  gradient: scaleOf("absolute gradient", RAMPS.size, log, [1e-6, 0.1]),
};

/** @type {Record<MeasureName, string>} */
export const LABELS = {
  kind: "kind",
  replication_error: SCALES.replication_error.label,
  replication_loss: SCALES.replication_loss.label,
  task_contribution: SCALES.task_contribution.label,
  weight: SCALES.weight.label,
  gradient: SCALES.gradient.label,
  became: "became self-replicator", // its scale depends on the run
};
export const SIGNAL = "w·x that arrives"; // where a cell is followed back

/**
 * @param {string} label
 * @param {string[]} colours
 * @param {(value: number) => number} transform
 * @param {[number, number]} range both ends included
 * @returns {Scale}
 */
function scaleOf(label, colours, transform, range) {
  const [low, high] = range.map(transform);
  /** @param {number} value */
  const share = (value) => Math.min(1, Math.max(0, (transform(value) - low) / (high - low)));
  return { label, colours, range, colour: (value) => shade(colours, share(value)) };
}

/**
 * The scale of a measure in a run with these frames; a kind has none.
 * @param {MeasureName} name
 * @param {Frame[]} frames
 * @returns {Scale | null}
 */
export function scaleFor(name, frames) {
  if (name === "kind") return null;
  if (name !== "became") return SCALES[name];
  const last = frames[frames.length - 1].epoch;
  const scale = scaleOf(`${LABELS.became} at epoch`, RAMPS.size, linear, [0, Math.max(1, last)]);
  return { ...scale, never: NEVER, colour: (value) => (Number.isNaN(value) ? NEVER : scale.colour(value)) };
}

/**
 * The scale of what particles carry to a cell (core/signals.js): as far as the strongest reaches.
 * @param {Float64Array} signals
 */
export function signalScale(signals) {
  const most = signals.reduce((sofar, signal) => Math.max(sofar, Math.abs(signal)), 0) || 1;
  return scaleOf(SIGNAL, RAMPS.sign, (signal) => Math.asinh(signal / (FAINT * most)), [-most, most]);
}
