import assert from "node:assert/strict";
import { test } from "node:test";

import { paintPassage, pictureIn, stripIn } from "../../orgnet_views/js/draw/passing.js";
import { flow, tilesOf } from "../../orgnet_views/js/core/tiles.js";
import { ORGANISM } from "./fakes.js";

// 2 cells that read 2 × 2 pixels, then 3 outputs: in tiles of 10 pixels a mark, beside the strip.
const STRIP = stripIn(600);
const LAYOUT = { tiles: tilesOf(ORGANISM), side: 10 };
flow(LAYOUT.tiles, 10, 400, { gap: 14, label: 17, letter: 7 });
for (const tile of LAYOUT.tiles) tile.x += STRIP;
const THEME = { text: "#111", background: "#fff", grid: "#ccc", accent: "#00f", font: "sans", size: 12 };
const PASSAGE = {
  input: Float64Array.of(0, 1, 0.1, 0.5),
  columns: 2,
  width: pictureIn(STRIP),
  layers: [{ sums: Float64Array.of(2, -4) }, { sums: Float64Array.of(-1, 3, 2) }],
  named: "seven",
  answer: "one",
};

// What a brush was asked to do: its calls by name, with what it was set to.
function painted(at, passage = PASSAGE) {
  const calls = { fillRect: [], strokeRect: [], fillText: [] };
  const brush = { globalAlpha: 1 };
  for (const [name, all] of Object.entries(calls)) {
    brush[name] = (...given) => all.push({ given, alpha: brush.globalAlpha, colour: name === "strokeRect" ? brush.strokeStyle : brush.fillStyle });
  }
  paintPassage(brush, LAYOUT, passage, at, THEME);
  assert.equal(brush.globalAlpha, 1, "left as it was found");
  return calls;
}

test("a picture appears at the left, under the class that it is of, before anything moves", () => {
  const { fillRect, strokeRect, fillText } = painted(0.05);
  assert.deepEqual(fillText.map(({ given }) => given[0]), ["seven"]);
  assert.equal(strokeRect.length, 0);
  assert.ok(fillRect.every(({ given: [x, , width] }) => x + width <= STRIP), "within the strip");
  const pixels = fillRect.filter(({ colour }) => colour === "#fff").map(({ alpha }) => 2 * alpha);
  pixels.forEach((alpha, i) => assert.ok(Math.abs(alpha - PASSAGE.input[i]) < 1e-12, "as bright as it is"));
});

test("bright pixels travel to the same place in every cell of the first layer", () => {
  const travelling = ({ fillRect }) => fillRect.filter(({ colour }) => colour === THEME.text).map(({ given }) => given);
  const late = travelling(painted(0.4499));
  assert.equal(late.length, 2 * 2, "of two bright pixels, one faint one stays, to two cells");
  const [first, second] = LAYOUT.tiles;
  const ends = [[first, 1, 0], [second, 1, 0], [first, 1, 1], [second, 1, 1]];
  ends.forEach(([tile, column, row], i) => {
    const [x, y, width] = late[i];
    assert.ok(Math.abs(x + width / 2 - (tile.x + 10 * (column + 0.5))) < 0.5);
    assert.ok(Math.abs(y + width / 2 - (tile.y + 10 * (row + 0.5))) < 0.5);
  });
  assert.ok(travelling(painted(0.12)).every(([x]) => x < STRIP), "they set out from the picture");
  assert.equal(travelling(painted(0.6)).length, 0, "and have arrived");
});

test("cells light up layer by layer, by the sign and the size of what they sum up", () => {
  assert.equal(painted(0.5).strokeRect.length, 2, "the outputs come later");
  const [first, second, ...outputs] = painted(0.69).strokeRect;
  assert.deepEqual([first.alpha, second.alpha], [0.5, 1]);
  assert.notEqual(first.colour, second.colour);
  assert.equal(first.colour, outputs[1].colour);
  assert.equal(second.colour, outputs[0].colour);
  const [x, y, width, height] = second.given;
  const tile = LAYOUT.tiles[1];
  assert.ok(x < tile.x && y < tile.y && x + width > tile.x + 20 && y + height > tile.y + 20, "around its tile");
});

test("the largest output is marked, and the answer said", () => {
  const { strokeRect, fillText } = painted(1);
  const mark = strokeRect.at(-1);
  const tile = LAYOUT.tiles[2];
  assert.equal(mark.colour, THEME.text);
  assert.deepEqual(mark.given, [tile.x - 3, tile.y + 10 - 2, 2 * 10 + 6, 14]);
  assert.deepEqual(fillText.map(({ given }) => given[0]), ["seven", "read as", "one ✗"]);
  const right = painted(1, { ...PASSAGE, answer: "seven" }).fillText;
  assert.deepEqual(right.map(({ given }) => given[0]), ["seven", "read as", "seven ✓"]);
});

test("on a phone the picture is smaller", () => {
  assert.ok(stripIn(340) < STRIP && pictureIn(stripIn(340)) > 15);
});
