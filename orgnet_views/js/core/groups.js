// Named groups of particles: one choice selects them in every view.

import { SELF_REPLICATOR } from "./kinds.js";
import { darkPixelTest } from "./position.js";

/** @import { Frame, Organism } from "./contracts.js" */
/** @typedef {[name: string, members: (frame: Frame) => number[]]} Group */

const TOP = 20;

/**
 * Every group that this organism has.
 * @param {Organism} organism
 */
export function groupsOf(organism) {
  const { layers, every, dark } = organism;
  /** @type {Group[]} */
  const groups = [
    ["self-replicators", (frame) => where(frame, (mark) => frame.kind[mark] === SELF_REPLICATOR)],
    ["all but self-replicators", (frame) => where(frame, (mark) => frame.kind[mark] !== SELF_REPLICATOR)],
    [`top ${TOP} by task contribution`, (frame) => top(frame.task_contribution)],
    [`top ${TOP} by weight`, (frame) => top(frame.weight.map(Math.abs))],
  ];
  let first = 0;
  layers.forEach(([cells, edges], layer) => {
    const [from, to] = [first, (first += cells * edges)];
    groups.push([`layer ${layer + 1}`, (frame) => where(frame, (mark) => mark * every >= from && mark * every < to)]);
  });
  if (dark.length) groups.push(["dark pixels", (frame) => where(frame, darkPixelTest(organism))]);
  return groups;
}

/**
 * At most so many of the marks, evenly chosen: what can be drawn at every step, and told apart.
 * @param {number[]} marks
 * @param {number} most
 */
export function thin(marks, most) {
  const every = Math.ceil(marks.length / most);
  return every > 1 ? marks.filter((_, i) => i % every === 0) : marks;
}

/**
 * At most about so many of the frames, evenly chosen, the first and the last among them.
 * @param {Frame[]} frames
 * @param {number} most
 */
export function thinFrames(frames, most) {
  const every = Math.ceil(frames.length / most), last = frames.length - 1;
  return every > 1 ? frames.filter((_, i) => i % every === 0 || i === last) : frames;
}

/** @param {Frame} frame @param {(mark: number) => boolean} test */
function where(frame, test) {
  return Array.from(frame.kind.keys()).filter(test);
}

/** @param {Float32Array} values */
function top(values) {
  return Array.from(values.keys()).sort((a, b) => values[b] - values[a]).slice(0, TOP);
}
