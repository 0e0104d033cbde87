import assert from "node:assert/strict";
import { test } from "node:test";

import { Trajectories, projectionOf } from "../../orgnet_views/js/core/trajectories.js";

// Two marks at steps 0, 10 and 30; along the first axis the first moves from 0 by 10 to 30.
const found = new Trajectories(
  { steps: [0, 10, 30], shown: 2, fit: "layer", explained: [[0.5, 0.25, 0.1]] },
  Float32Array.from([0, 1, 0, 5, 5, 5, 10, 1, 0, 5, 5, 5, 30, 1, 0, 5, 5, 5]),
);
const ROOM = { left: 10, top: 20, width: 100, height: 200 };

test("between two recorded steps a particle is on the line between them", () => {
  const along = (step) => found.atStep(step)(0, 0);
  assert.deepEqual([0, 5, 10, 20, 30, 99].map(along), [0, 5, 10, 20, 30, 30]);
});

test("one recorded step is where a particle is at any", () => {
  const still = new Trajectories({ steps: [4], shown: 1, fit: "layer", explained: [] }, Float32Array.from([7, 8, 9]));
  assert.deepEqual([0, 4, 9].map((step) => still.atStep(step)(0, 1)), [8, 8, 8]);
});

test("an extent holds all steps of the marks, and is never empty", () => {
  assert.deepEqual(found.extent([0], 0), [0, 30]);
  assert.deepEqual(found.extent([0, 1], 1), [1, 5]);
  assert.deepEqual(found.extent([1], 0), [-1, 1], "who stands still");
});

test("shares of the variance are told of a layer's own axes only", () => {
  assert.equal(found.explainedOf(0, 1), 0.25);
  const apart = new Trajectories({ steps: [0], shown: 1, fit: "particle", explained: [[1, 0, 0]] }, new Float32Array(3));
  assert.equal(apart.explainedOf(0, 1), null);
});

test("flat, the reach fills the room whatever the step", () => {
  const project = projectionOf(ROOM, [[0, 30], [1, 5]], 30, null);
  assert.deepEqual(project(0, 1, 0), [10, 220]);
  assert.deepEqual(project(30, 5, 17), [110, 20]);
});

test("turned, later steps are higher, and a quarter turn swaps the components", () => {
  const upright = projectionOf(ROOM, [[-1, 1], [-1, 1]], 30, { around: 0, tilt: 0 });
  assert.ok(upright(0, 0, 30)[1] < upright(0, 0, 0)[1]);
  assert.equal(upright(0, 1, 5)[0], upright(0, -1, 5)[0]);
  const turned = projectionOf(ROOM, [[-1, 1], [-1, 1]], 30, { around: Math.PI / 2, tilt: 0 });
  assert.ok(Math.abs(turned(1, 0, 5)[0] - turned(-1, 0, 5)[0]) < 1e-9);
  assert.ok(turned(0, 1, 5)[0] < turned(0, -1, 5)[0]);
});
