import assert from "node:assert/strict";
import { test } from "node:test";

import { costOf, costliest, dropName } from "../../orgnet_views/js/core/cost.js";
import { frameOf } from "./fakes.js";

/** @param {number | null} metric @param {number | null} without */
const frame = (metric, without) => ({ ...frameOf(0), metric, metric_without_replicators: without });
const ACCURACY = { higherIsBetter: true };
const ERROR = { higherIsBetter: false };

test("a cost is how much worse the score is without the self-replicators", () => {
  assert.equal(costOf(frame(0.75, 0.5), ACCURACY), 0.25);
  assert.equal(costOf(frame(0.5, 0.75), ACCURACY), -0.25);
  assert.equal(costOf(frame(0.5, 0.75), ERROR), 0.25);
});

test("without two scores there is no cost", () => {
  assert.equal(costOf(frame(0.75, null), ACCURACY), null);
  assert.equal(costOf(frame(null, 0.5), ERROR), null);
});

test("the costliest step is the first of those that cost most", () => {
  const frames = [frame(0.5, null), frame(0.5, 0.5), frame(0.75, 0.25), frame(0.75, 0.25), frame(1, 0.75)];
  assert.equal(costliest(frames, ACCURACY), 2);
  assert.equal(costliest(frames, ERROR), 1);
  assert.equal(costliest(frames.slice(0, 1), ACCURACY), null);
});

test("a drop is of the score, and of an error it is an increase", () => {
  assert.equal(dropName({ metric: "accuracy", higherIsBetter: true }), "accuracy drop");
  assert.equal(dropName({ metric: "mean absolute error", higherIsBetter: false }), "mean absolute error increase");
});
