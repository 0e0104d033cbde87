// What an organism's outputs say, in words.

import { formatCount, formatNumber } from "./format.js";
import { softmax } from "./forward.js";

/** @import { Task } from "./contracts.js" */
/** @import { Sample } from "./samples.js" */

/**
 * The number of the class with the largest output; −1 where an output is no finite number.
 * @param {Float64Array} outputs of one sample
 */
export function classOf(outputs) {
  return outputs.every(Number.isFinite) ? outputs.indexOf(Math.max(...outputs)) : -1;
}

/**
 * @param {Float64Array} outputs
 * @param {Task} task
 */
export function verdict(outputs, { classes }) {
  if (!outputs.every(Number.isFinite)) return "nothing, an output is no finite number";
  if (!classes.length) return [...outputs].map(formatNumber).join(", ");
  const found = classOf(outputs);
  return `${classes[found]} (${formatPercent(softmax(outputs)[found])})`;
}

/**
 * What the outputs of whole and cut organism say, and what is true.
 * @param {object} asked
 * @param {ArrayLike<number>} asked.input
 * @param {Sample | null} asked.sample
 * @param {Float64Array} [asked.answer] of the whole organism
 * @param {Float64Array} [asked.answerAfter] the cut
 * @param {Task} task
 */
export function sentenceOf({ input, sample, answer, answerAfter }, task) {
  if (!answer || (task.classes.length && Array.from(input).every((value) => value === 0))) return "Nothing is drawn yet.";
  const said = answerAfter
    ? `Whole it answers ${verdict(answer, task)}, after the cut ${verdict(answerAfter, task)}.`
    : `It answers ${verdict(answer, task)}.`;
  if (!sample) return said;
  const { classes } = task;
  const truth = classes.length ? classes[sample.target[0]] : [...sample.target].map(formatNumber).join(", ");
  return `${said} Test sample ${formatCount(sample.number + 1)} of ${formatCount(sample.total)}, in truth ${truth}.`;
}

/** @param {number} share */
export function formatPercent(share) {
  return Number.isNaN(share) ? "not a number" : `${(100 * share).toFixed(share > 0.1 && share < 0.995 ? 0 : 1)} %`;
}
