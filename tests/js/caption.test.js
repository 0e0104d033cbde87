import assert from "node:assert/strict";
import { test } from "node:test";

import { scaleFor } from "../../orgnet_views/js/draw/measures.js";
import { layOut, legendOf } from "../../orgnet_views/js/parts/caption.js";
import { frameOf } from "./fakes.js";

const widthOf = (text) => 5 * text.length;

test("the legend of kinds names those that there are, with their numbers", () => {
  const entries = legendOf(frameOf(0, [0, 1, 1, 4]));
  assert.deepEqual(entries.map(({ text }) => text), ["1 self-replicators", "2 others", "1 divergent"]);
  assert.deepEqual(entries.map(({ kind }) => kind), [0, 1, 4]);
});

test("the legend of a measure gives both ends of its scale", () => {
  const frames = [frameOf(0)];
  const texts = (name) => legendOf(frames[0], scaleFor(name, frames)).map(({ text }) => text);
  assert.deepEqual(texts("weight"), ["task weight ≤ −1.00", "≥ 1.00"]);
  assert.equal(texts("became").at(-1), "never");
});

test("entries stand side by side, and begin a new line where there is no room", () => {
  const entries = [{ text: "one" }, { text: "two", kind: 0 }, { text: "three", colour: "#000000" }];
  const wide = layOut(entries, 500, widthOf);
  assert.ok(wide.placed.every(({ y }) => y === wide.placed[0].y));
  assert.ok(wide.placed[1].x >= wide.placed[0].x + widthOf("one"));
  const narrow = layOut(entries, 60, widthOf);
  assert.deepEqual(narrow.placed.map(({ x }) => x), [4, 4, 4]);
  assert.ok(narrow.height > wide.height);
  assert.ok(wide.placed[1].room > 0 && wide.placed[0].room === 0);
});

test("an entry that is wider than the picture still begins at its edge", () => {
  const { placed } = layOut([{ text: "x".repeat(100) }], 60, widthOf);
  assert.deepEqual([placed[0].x, placed.length], [4, 1]);
});
