import assert from "node:assert/strict";
import { test } from "node:test";

import { isInside, nearest } from "../../orgnet_views/js/core/geometry.js";
import { describePosition, positionOf } from "../../orgnet_views/js/core/position.js";
import { eachMark, flow, markAt, tileOf, tilesOf } from "../../orgnet_views/js/core/tiles.js";
import { ORGANISM } from "./fakes.js";

const SPACING = { gap: 10, label: 20, letter: 7 };

test("every particle has a place of its own", () => {
  const places = Array.from({ length: 14 }, (_, particle) => positionOf(particle, ORGANISM.layers).join());
  assert.equal(new Set(places).size, 14);
  assert.deepEqual([places[0], places[7], places[8], places[13]], ["1,1,1", "1,2,4", "2,1,1", "2,3,2"]);
});

test("a place in words is a pixel where the layer reads a picture", () => {
  assert.equal(describePosition(6, ORGANISM), "layer 1, cell 2, pixel row 2, column 1");
  assert.equal(describePosition(9, ORGANISM), "layer 2, cell 1, edge 2");
  assert.equal(describePosition(6, { ...ORGANISM, grid: null }), "layer 1, cell 2, edge 3");
});

test("a pixel of a colour picture has a channel, and a column within it", () => {
  const colour = { ...ORGANISM, layers: [[1, 12], [2, 1]], grid: [2, 6], channels: ["red", "green", "blue"] };
  const words = [0, 1, 2, 5, 6, 11].map((particle) => describePosition(particle, colour).replace("layer 1, cell 1, pixel ", ""));
  assert.deepEqual(words, ["row 1, column 1, red", "row 1, column 2, red", "row 1, column 1, green",
    "row 1, column 2, blue", "row 2, column 1, red", "row 2, column 2, blue"]);
});

test("a layer that reads a picture has a tile for each cell, laid out like it", () => {
  const tiles = tilesOf(ORGANISM);
  assert.deepEqual(tiles.map(({ label }) => label), ["cell 1.1", "cell 1.2", "layer 2"]);
  assert.deepEqual(tiles.map(({ rows, columns, first, marks }) => [rows, columns, first, marks]),
    [[2, 2, 0, 4], [2, 2, 4, 4], [3, 2, 8, 6]]);
});

test("tiles of a large organism hold every k-th particle, each once", () => {
  const tiles = tilesOf({ ...ORGANISM, layers: [[10, 10], [7, 5]], every: 4 });
  const marks = [];
  eachMark(tiles, 1, (mark) => marks.push(mark));
  assert.deepEqual(marks, [...Array(Math.ceil(135 / 4)).keys()]);
});

test("tiles flow into lines, and a mark is found where it was drawn", () => {
  const tiles = tilesOf(ORGANISM);
  const low = flow(tiles, 10, 1000, SPACING);
  const high = flow(tiles, 10, 100, SPACING);
  assert.ok(high > low);
  assert.equal(flow(tiles, 100, 100, SPACING), Infinity, "no room for one tile");
  flow(tiles, 10, 100, SPACING);
  eachMark(tiles, 10, (mark, x, y) => {
    assert.equal(markAt(tiles, 10, x + 5, y + 5), mark);
    assert.equal(tileOf(tiles, mark), tiles.find(({ first, marks }) => mark >= first && mark < first + marks));
  });
  for (const [x, y] of [[-5, 25], [25, 25], [5, 5]]) assert.equal(markAt(tiles, 10, x, y), null, "beside the tiles");
});

test("a point is inside a polygon or not, a dent included", () => {
  const dented = [[0, 0], [10, 0], [10, 10], [5, 5], [0, 10]];
  assert.deepEqual([[5, 2], [1, 8], [5, 8], [11, 5]].map(([x, y]) => isInside(x, y, dented)), [true, true, false, false]);
});

test("the nearest point within reach is found", () => {
  const points = [[0, 0], [10, 0], [NaN, 0]];
  const find = (x, reach) => nearest([x, 0], points.length, (i) => points[i], reach);
  assert.deepEqual([find(1, 5), find(8, 5), find(5, 3), find(20, 8)], [0, 1, null, null]);
});
