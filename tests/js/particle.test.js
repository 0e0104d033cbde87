import assert from "node:assert/strict";
import { test } from "node:test";

import { copyOf, errorOf, matricesOf, replicationStep, responseOf, signalsOf } from "../../orgnet_views/js/core/particle.js";

const H = 3;
const LAYERS = [[H, 5], [H, H], [1, H]];
const POSITIONS = LAYERS.flatMap(([cells, edges], layer) =>
  Array.from({ length: cells * edges }, (_, i) => [layer / 2, Math.floor(i / edges) / (H - 1), (i % edges) / 4]));
const ANATOMY = { layers: LAYERS, positions: POSITIONS };
const WEIGHTS = POSITIONS.map((_, i) => Math.sin(3 * i + 1));

function near(found, wanted, within = 1e-12) {
  assert.equal(found.length, wanted.length);
  found.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]) <= within, `${i}: ${value}, not ${wanted[i]}`));
}

// One weight after another through the layers, as the definition says.
const written = (weights) => weights.map((weight, i) => signalsOf(weights, LAYERS, [weight, ...POSITIONS[i], 0]).at(-1)[0]);

test("signals go through the layers one by one", () => {
  const signals = signalsOf([1, 2, 3, 4, 5, 2, 3], [[1, 5], [1, 1], [1, 1]], [1, 0, 0, 0, 1]);
  assert.deepEqual(signals, [[1, 0, 0, 0, 1], [6], [12], [36]]);
});

test("the response is what a particle says to each input alone", () => {
  const response = responseOf(WEIGHTS, LAYERS);
  const alone = [0, 1, 2, 3, 4].map((k) => signalsOf(WEIGHTS, LAYERS, [0, 0, 0, 0, 0].with(k, 1)).at(-1)[0]);
  near(response, alone);
});

test("a particle applied to itself writes what it says of each weight", () => {
  near(copyOf(WEIGHTS, ANATOMY), written(WEIGHTS));
  const worst = Math.max(...written(WEIGHTS).map((value, i) => Math.abs(value - WEIGHTS[i])));
  assert.ok(Math.abs(errorOf(WEIGHTS, ANATOMY) - worst) < 1e-12);
});

test("an SR step goes down the slope of the copy's mean squared error, with momentum", () => {
  const how = { rate: 0.01, momentum: 0.9 };
  const velocity = WEIGHTS.map((_, i) => Math.cos(i));
  const slope = WEIGHTS.map((_, i) => (lossAt(i, 1e-5) - lossAt(i, -1e-5)) / 2e-5);
  const wanted = WEIGHTS.map((weight, i) => weight - how.rate * (how.momentum * velocity[i] + slope[i]));
  const weights = [...WEIGHTS];
  replicationStep(weights, velocity, ANATOMY, how);
  near(weights, wanted, 1e-9);
});

// The loss where weight i is moved; what it reads and what it is to say stay as they were (Def. 5).
function lossAt(i, by) {
  const moved = WEIGHTS.with(i, WEIGHTS[i] + by);
  const said = WEIGHTS.map((weight, k) => signalsOf(moved, LAYERS, [weight, ...POSITIONS[k], 0]).at(-1)[0]);
  return said.reduce((sum, value, k) => sum + (value - WEIGHTS[k]) ** 2, 0) / WEIGHTS.length;
}

test("matrices have the particle's weights row by row", () => {
  const [first, second, third] = matricesOf([...WEIGHTS.keys()], LAYERS);
  assert.deepEqual([first[1], second[0], third], [[5, 6, 7, 8, 9], [15, 16, 17], [[24, 25, 26]]]);
});
