import assert from "node:assert/strict";
import { test } from "node:test";

import { groupsOf, thin, thinFrames } from "../../orgnet_views/js/core/groups.js";
import { KINDS, SELF_REPLICATOR } from "../../orgnet_views/js/core/kinds.js";
import { ORGANISM, frameOf } from "./fakes.js";

const frame = frameOf(0, [0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0]);
const members = (organism, name, shown = frame) => new Map(groupsOf(organism)).get(name)(shown);

test("self-replicators and all the others are every particle once", () => {
  const [some, others] = [members(ORGANISM, "self-replicators"), members(ORGANISM, "all but self-replicators")];
  assert.deepEqual(some, [0, 3, 7, 13]);
  assert.deepEqual([...some, ...others].sort((a, b) => a - b), [...Array(14).keys()]);
  assert.equal(KINDS[SELF_REPLICATOR].name, "self-replicator");
});

test("layers hold their own particles", () => {
  assert.deepEqual(members(ORGANISM, "layer 1"), [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(members(ORGANISM, "layer 2"), [8, 9, 10, 11, 12, 13]);
});

test("of a large organism, every k-th particle is there", () => {
  const large = { ...ORGANISM, layers: [[4, 4], [5, 2]], every: 4, dark: [0] };
  const few = frameOf(0, [0, 1, 0, 1, 0, 1, 0]); // particles 0, 4, … 24
  assert.deepEqual(members(large, "layer 1", few), [0, 1, 2, 3]);
  assert.deepEqual(members(large, "layer 2", few), [4, 5, 6]);
  assert.deepEqual(members(large, "dark pixels", few), [0, 1, 2, 3]);
});

test("dark pixels are read in every cell of the first layer, and by nobody without a picture", () => {
  assert.deepEqual(members(ORGANISM, "dark pixels"), [0, 3, 4, 7]);
  assert.ok(!groupsOf({ ...ORGANISM, dark: [] }).some(([name]) => name === "dark pixels"));
});

test("the top is of the largest, weights by their size", () => {
  const many = frameOf(0, Array(50).fill(1), { weight: Float32Array.from({ length: 50 }, (_, i) => (i % 2 ? -i : i)) });
  assert.deepEqual(members(ORGANISM, "top 20 by weight", many).slice(0, 3), [49, 48, 47]);
  assert.equal(members(ORGANISM, "top 20 by task contribution", many).length, 20);
});

test("marks are thinned evenly, and only where there are too many", () => {
  const marks = [...Array(10).keys()];
  assert.deepEqual(thin(marks, 10), marks);
  assert.deepEqual(thin(marks, 4), [0, 3, 6, 9]);
});

test("of many frames evenly many are drawn, the first and the last among them", () => {
  const frames = /** @type {any[]} */ (Array.from({ length: 1001 }, (_, step) => ({ step })));
  const steps = thinFrames(frames.slice(0, 1000), 100).map((frame) => frame.step);
  assert.deepEqual([steps.length, steps[0], steps[1], steps.at(-1)], [101, 0, 10, 999]);
  assert.equal(thinFrames(frames.slice(0, 100), 100).length, 100);
  assert.equal(thinFrames([], 100).length, 0);
});
