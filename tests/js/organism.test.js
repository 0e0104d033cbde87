import assert from "node:assert/strict";
import { test } from "node:test";

import { paintKinds } from "../../orgnet_views/js/draw/organism.js";
import { tilesOf } from "../../orgnet_views/js/core/tiles.js";
import { KINDS } from "../../orgnet_views/js/core/kinds.js";
import { cases, ORGANISM } from "./fakes.js";

const LIGHT = { text: "#0F151D", background: "#FFFFFF" };

// What a brush was asked to fill: rectangles by colour.
function painted(side, kinds) {
  const found = Object.fromEntries(KINDS.map(({ colour }) => [colour, []]));
  let rects = [];
  paintKinds({
    beginPath() { rects = []; },
    rect: (x, y, width, height) => rects.push([x, y, width, height]),
    fill() { found[this.fillStyle].push(...rects); },
  }, { tiles: tilesOf(ORGANISM).map((tile) => ({ ...tile, x: 0, y: 100 * tile.first })), side }, kinds, LIGHT);
  return Object.values(found);
}

for (const { layers, grid, every, tiles } of cases("tiles")) {
  test(`an organism of ${JSON.stringify(layers)} has the tiles that are listed`, () => {
    const found = tilesOf({ layers, grid, every, dark: [], mean: [] });
    assert.deepEqual(found.map(({ rows, columns, first, marks }) => [rows, columns, first, marks]), tiles);
  });
}

// The marks of 2 × 4 and then 3 × 2 particles, in tiles of 2 × 2, 2 × 2 and 3 × 2.
test("small marks are squares and bands, of which neighbours of a kind in a row are one", () => {
  const [replicators, others] = painted(2, [0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1, 0, 0, 0]);
  assert.deepEqual(replicators, [[0, 0, 4, 2], [2, 2, 2, 2], [0, 800, 2, 2], [2, 802, 2, 2], [0, 804, 4, 2]]);
  const squares = [[0, 2, 2, 2], [0, 400, 4, 2], [0, 402, 4, 2], [2, 800, 2, 2], [0, 802, 2, 2]];
  assert.deepEqual(others, squares.map(([x, y, width]) => [x, y + 0.6, width, 0.8]));
});

test("every small mark is painted once, in another part of its square for each kind", () => {
  const kinds = Array.from({ length: 14 }, (_, i) => (i * 7) % 5);
  const found = painted(1, kinds);
  found.forEach((rects, kind) => {
    const width = rects.reduce((sum, [, , wide]) => sum + wide, 0);
    assert.equal(width, kinds.filter((each) => each === kind).length);
  });
  const parts = found.map(([[, y, , height]]) => `${(y % 1).toFixed(2)} ${height}`);
  assert.equal(new Set(parts).size, 5);
});
