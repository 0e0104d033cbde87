import assert from "node:assert/strict";
import { test } from "node:test";

import { nearest, nearestTowards } from "../../orgnet_views/js/core/geometry.js";
import { darkOutline } from "../../orgnet_views/js/draw/dark_pixels.js";

const POINTS = [[0, 0], [10, 1], [9, 40], [-5, 0], [0, 7]];
const towards = (from, way) => nearestTowards(POINTS[from], way, POINTS.length, (i) => POINTS[i]);

test("a cursor goes to what lies ahead, and stays where nothing does", () => {
  assert.equal(towards(0, [1, 0]), 1);
  assert.equal(towards(0, [-1, 0]), 3);
  assert.equal(towards(0, [0, 1]), 4);
  assert.equal(towards(0, [0, -1]), null);
  assert.equal(nearest([8, 30], POINTS.length, (i) => POINTS[i], Infinity), 2);
});

test("the line around dark pixels lies between them and the others, whatever they are", () => {
  const organism = { layers: [[1, 12]], grid: [3, 4], channels: [], every: 1, dark: [0, 1, 4], mean: [] };
  const found = darkOutline(organism).map((segment) => segment.join()).sort();
  assert.deepEqual(found, ["0,2,1,2", "1,1,1,2", "1,1,2,1", "2,0,2,1"]);
  assert.deepEqual(darkOutline({ ...organism, grid: null }), []);
});
