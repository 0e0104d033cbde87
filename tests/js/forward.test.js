import assert from "node:assert/strict";
import { test } from "node:test";

import { classOf, formatPercent, sentenceOf } from "../../orgnet_views/js/core/verdict.js";
import { layersOf, netOf, outputsOf, softmax } from "../../orgnet_views/js/core/forward.js";
import { signalsOf, strongest } from "../../orgnet_views/js/core/signals.js";
import { taskWeights, without } from "../../orgnet_views/js/core/task_weights.js";
import { cases, ORGANISM } from "./fakes.js";

const near = (found, expected, within = 1e-12) =>
  expected.forEach((each, i) => assert.ok(Math.abs(found[i] - each) <= within, `${found[i]}, not ${each}`));

for (const { widths, activation, weight, input, layers, gradient } of cases("organisms")) {
  const [net, weights] = [{ widths, activation }, Float64Array.from(weight)];
  const outputs = layers.length - 1;
  const particles = (layer) => widths.slice(0, layer + 2).reduce((sum, width, i, all) => sum + (i ? width * all[i - 1] : 0), 0);

  test(`layer by layer ${widths} with ${activation} computes what torch does`, () => {
    const found = layersOf(net, weights, input);
    assert.equal(found.length, layers.length);
    found.forEach(({ sums, values }, layer) => {
      near(sums, layers[layer].sums);
      near(values, layers[layer].values);
    });
    layersOf(net, Float32Array.from(weight), input).forEach(({ values }, layer) => near(values, layers[layer].values, 1e-6));
  });

  test(`in every layer of ${widths} with ${activation} signals add up to the sum that is followed`, () => {
    layers.forEach(({ sums }, layer) => sums.forEach((sum, cell) => {
      const signals = signalsOf(net, weights, input, { layer, cell });
      for (let at = 0; at <= layer; at++) {
        const carried = signals.slice(at ? particles(at - 1) : 0, particles(at)).reduce((total, each) => total + each, 0);
        near([carried], [sum]);
      }
      assert.ok(signals.slice(particles(layer)).every((each) => each === 0), "what lies behind the cell carries nothing");
    }));
  });

  if (activation === "relu" || activation === "linear") {
    test(`signals of ${activation} are w times the gradient, as torch has it`, () => {
      near(signalsOf(net, weights, input, { layer: outputs, cell: 0 }), weight.map((each, i) => each * gradient[i]));
    });
  }

  test(`into its own cell a particle of ${widths} carries w·x, and into others nothing`, () => {
    const signals = signalsOf(net, weights, input, { layer: 0, cell: 1 });
    near(signals, weight.map((each, i) => (Math.floor(i / widths[0]) === 1 ? each * input[i % widths[0]] : 0)));
  });
}

test("several samples are computed one by one", () => {
  const net = { widths: [2, 1], activation: "gelu" };
  assert.deepEqual([...outputsOf(net, Float64Array.of(2, -1), [1, 1, 3, 0], 2)], [1, 6]);
});

test("the net of an organism has its widths from input to output", () => {
  assert.deepEqual(netOf({ ...ORGANISM, activation: "relu" }), { widths: [4, 2, 3], activation: "relu" });
});

test("the strongest carry most, whatever the sign, and who carries nothing is not among them", () => {
  assert.deepEqual(strongest(Float64Array.of(0, -3, 1, 0, 2), 3), [1, 4, 2]);
  assert.deepEqual(strongest(Float64Array.of(0, 1, 0), 3), [1]);
});

test("probabilities are a softmax, of large outputs too", () => {
  near(softmax(Float64Array.of(0, Math.log(3))), [0.25, 0.75]);
  near(softmax(Float64Array.of(1000, 1000)), [0.5, 0.5]);
});

test("weights are those that a recording kept exactly, or else those of the frame", () => {
  const [kept, rounded] = [Float64Array.of(0.1), Float32Array.of(0.1)];
  const source = { specimen: { steps: [0, 8], weight: [Float64Array.of(7), kept] } };
  assert.equal(taskWeights({ source }, ORGANISM, { step: 8, weight: rounded }), kept);
  assert.equal(taskWeights({ source }, ORGANISM, { step: 4, weight: rounded }), rounded);
  assert.equal(taskWeights({ source: {} }, ORGANISM, { step: 8, weight: rounded }), rounded);
  assert.deepEqual([...without(Float32Array.of(1, 2, 3), [0, 2])], [0, 2, 0]);
});

test("of a large organism all weights of a step are fetched once, and the store notifies of them", async () => {
  const [asked, heard] = [[], []];
  const fetchTaskWeights = async (step) => {
    asked.push(step);
    return step === 9 ? { error: "Step 9 was not recorded." } : { header: {}, numbers: Float32Array.of(step, 1) };
  };
  const store = { source: { fetchTaskWeights }, notify: (what) => heard.push(what) };
  const at = (step) => taskWeights(store, { every: 3 }, { step, weight: Float32Array.of(7) });
  assert.match(at(8), /^Fetching/);
  assert.match(at(8), /^Fetching/);
  assert.match(at(9), /^Fetching/);
  await new Promise((done) => setTimeout(done, 1));
  assert.deepEqual([asked, heard, [...at(8)], at(9)], [[8, 9], ["probe", "probe"], [8, 1], "Step 9 was not recorded."]);
  for (const step of [10, 11, 12]) at(step);
  await new Promise((done) => setTimeout(done, 1));
  assert.deepEqual([...at(12)], [12, 1]);
  assert.match(at(8), /^Fetching/, "a few steps are kept");
});

const DIGITS = { classes: ["zero", "one", "two"] };

test("the class is that of the largest output, the first of several; of what has failed none", () => {
  assert.equal(classOf(Float64Array.of(0, 2, 2)), 1);
  assert.equal(classOf(Float64Array.of(0, NaN, 2)), -1);
  assert.equal(classOf(Float64Array.of(0, Infinity, 2)), -1);
});

test("an answer reads as a sentence, whole and after a cut, with the truth of a test sample", () => {
  const asked = { input: [0, 1], sample: null, answer: Float64Array.of(0, Math.log(8), 0) };
  assert.equal(sentenceOf(asked, DIGITS), "It answers one (80 %).");
  const sample = { number: 1233, total: 10000, input: asked.input, target: [2] };
  const answerAfter = Float64Array.of(NaN, 0, 0);
  assert.equal(sentenceOf({ ...asked, sample, answerAfter }, DIGITS),
    "Whole it answers one (80 %), after the cut nothing, an output is no finite number. Test sample 1,234 of 10,000, in truth two.");
  assert.equal(sentenceOf({ ...asked, input: [0, 0] }, DIGITS), "Nothing is drawn yet.");
  const sum = { ...asked, input: [0, 0], answer: Float64Array.of(-1.25), sample: { number: 0, total: 1000, input: [], target: [-1.5] } };
  assert.equal(sentenceOf(sum, { classes: [] }), "It answers −1.25. Test sample 1 of 1,000, in truth −1.50.");
});

test("shares have a digit behind the point where they are nearly nothing or nearly all", () => {
  assert.deepEqual([0, 0.0123, 0.5, 0.97, 0.9987, 1, NaN].map(formatPercent),
    ["0.0 %", "1.2 %", "50 %", "97 %", "99.9 %", "100.0 %", "not a number"]);
});
