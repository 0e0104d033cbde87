import assert from "node:assert/strict";
import { test } from "node:test";

import { describeContribution, hasErrors, isUncertain } from "../../orgnet_views/js/core/contribution.js";
import { frameOf } from "./fakes.js";

const frame = frameOf(0, [0, 1, 1, 1, 1], {
  task_contribution: Float32Array.of(0.5, -0.5, 0.5, 0, NaN),
  contribution_error: Float32Array.of(0.25, 0.125, 0.5, 0, NaN),
});

test("a sign is uncertain within two standard errors of zero, and nothing where there is no number", () => {
  const uncertain = [...frame.kind.keys()].map((mark) => isUncertain(frame, mark));
  assert.deepEqual(uncertain, [true, false, true, true, false]);
});

test("a contribution is said with its error", () => {
  assert.equal(describeContribution(frame, 1), "−0.500 ± 0.125 (exact)");
  assert.equal(describeContribution(frame, 2), "0.500 ± 0.500 (exact, sign uncertain)");
});

test("of a step recorded without errors that is said", () => {
  const old = frameOf(0, [0, 1], { contribution_error: Float32Array.of(NaN, NaN) });
  assert.equal(describeContribution(old, 1), "1.00 (exact, error not measured)");
  assert.deepEqual([hasErrors(old), hasErrors(frame)], [false, true]);
});
