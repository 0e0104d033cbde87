import assert from "node:assert/strict";
import { test } from "node:test";

import { nearestTo, scoreOf } from "../../orgnet_views/js/core/cutting.js";
import { erf } from "../../orgnet_views/js/core/forward.js";

const near = (found, expected, within = 1e-7) => assert.ok(Math.abs(found - expected) <= within, `${found}, not ${expected}`);

// Two inputs, two cells, two outputs: weights as in an organism, layer by layer, cell by cell.
function specimen(more = {}) {
  return {
    steps: [0, 8], weight: [new Float32Array(8), Float32Array.of(1, 2, -1, 0.5, 1, 0, 0, 2)], widths: [2, 2, 2],
    activation: "relu", samples: 2, inputs: Uint8Array.of(255, 0, 255, 255), scale: 255, targets: Uint8Array.of(0, 1), classes: 2,
    ...more,
  };
}

test("the error function to many digits (Abramowitz & Stegun, table 7.1)", () => {
  for (const [x, y] of [[0, 0], [0.5, 0.5204998778], [1, 0.8427007929], [2, 0.9953222650], [-1, -0.8427007929], [7, 1], [-7, -1]]) {
    near(erf(x), y, 1e-10);
  }
  assert.ok(Number.isNaN(erf(NaN)));
});

test("accuracy and cross-entropy of what was computed by hand", () => {
  // Hidden: relu(1, −1) = (1, 0); relu(3, −0.5) = (3, 0). Outputs: (1, 0), (3, 0).
  const { metric, loss } = scoreOf(specimen(), 1, []);
  assert.equal(metric, 0.5);
  near(loss, (Math.log(1 + Math.exp(-1)) + Math.log(1 + Math.exp(3))) / 2, 1e-12);
});

test("what is cut acts as zero, and comes back", () => {
  const organism = specimen();
  const { loss } = scoreOf(organism, 1, [1]); // the second sample's hidden cell is 1 as well
  near(loss, (Math.log(1 + Math.exp(-1)) + Math.log(1 + Math.exp(1))) / 2, 1e-12);
  near(scoreOf(organism, 1, [0, 1, 2, 3, 4, 5, 6, 7]).loss, Math.log(2), 1e-12);
  near(scoreOf(organism, 1, []).loss, (Math.log(1 + Math.exp(-1)) + Math.log(1 + Math.exp(3))) / 2, 1e-12);
});

test("each step has its own weights; of outputs alike the first is named", () => {
  const { metric, loss } = scoreOf(specimen(), 0, []);
  assert.equal(metric, 0.5);
  near(loss, Math.log(2), 1e-12);
});

test("every activation follows the hidden layers and not the last", () => {
  const one = { widths: [1, 1, 1], inputs: Float32Array.of(1), scale: 1, samples: 1, targets: Float32Array.of(0), classes: 0, steps: [0] };
  for (const [activation, expected] of [["gelu", -0.0455002639], ["relu", 0], ["tanh", -0.9640275801], ["linear", -2]]) {
    near(scoreOf({ ...one, activation, weight: [Float32Array.of(-2, 1)] }, 0, []).metric, Math.abs(expected));
    near(scoreOf({ ...one, activation, weight: [Float32Array.of(-2, -1)] }, 0, []).loss, expected ** 2);
  }
});

test("float64 is not rounded to float32", () => {
  const one = { widths: [1, 1], inputs: Float64Array.of(1), scale: 1, samples: 1, targets: Float64Array.of(0), classes: 0, activation: "linear" };
  assert.equal(scoreOf({ ...one, weight: [Float64Array.of(0.1)] }, 0, []).metric, 0.1);
  assert.equal(scoreOf({ ...one, weight: [Float32Array.of(0.1)] }, 0, []).metric, Math.fround(0.1));
});

test("an organism that has failed scores no number, not luck", () => {
  const broken = specimen({ weight: [new Float32Array(8), Float32Array.of(NaN, 2, -1, 0.5, 1, 0, 0, 2)] });
  assert.deepEqual(scoreOf(broken, 1, []), { metric: NaN, loss: NaN });
  assert.equal(scoreOf(broken, 1, [0]).metric, 0.5);
});

test("the nearest of some steps, of two as near the earlier", () => {
  assert.deepEqual([0, 9, 10, 11, 99].map((step) => nearestTo([0, 20, 50], step)), [0, 0, 0, 1, 2]);
});
