import assert from "node:assert/strict";
import { test } from "node:test";

import { Ink, SIDE } from "../../orgnet_views/js/core/ink.js";
import { prepared } from "../../orgnet_views/js/core/preparing.js";
import { resized } from "../../orgnet_views/js/core/shrinking.js";
import { cases } from "./fakes.js";

const MNIST = { field: 28, box: [20, 20], stretch: 1, centre: "mass", shrinking: "bilinear", side: 28 };
const organism = (preparation, side, channels = []) =>
  ({ grid: [side, side * Math.max(1, channels.length)], channels, preparation });
const range = (length) => Array.from({ length }, (_, i) => i);

function drawn(...strokes) {
  const ink = new Ink();
  for (const points of strokes) points.slice(1).forEach((to, i) => ink.line(points[i], to));
  return ink;
}

// Rows and columns with ink, and the centre of mass.
function measured(bytes, side) {
  const inked = range(side * side).filter((i) => bytes[i]);
  const [rows, columns] = [inked.map((i) => Math.floor(i / side)), inked.map((i) => i % side)];
  const total = bytes.reduce((sum, byte) => sum + byte, 0);
  const mean = (place) => inked.reduce((sum, i) => sum + bytes[i] * place(i), 0) / total;
  return {
    top: Math.min(...rows), left: Math.min(...columns),
    tall: Math.max(...rows) - Math.min(...rows) + 1, wide: Math.max(...columns) - Math.min(...columns) + 1,
    down: mean((i) => Math.floor(i / side)), right: mean((i) => i % side),
  };
}

for (const { number, bytes, shrunk } of cases("shrunk")) {
  test(`test image ${number} of MNIST shrinks to the very bytes that the package holds`, () => {
    const picture = { bytes: Uint8Array.from(bytes), rows: 28, columns: 28 };
    assert.deepEqual([...resized(picture, 15, 15, "bilinear").bytes], shrunk);
    assert.deepEqual([...resized(picture, 28, 28, "bilinear").bytes], bytes);
  });

  test(`test image ${number}, blown up and moved as if somebody drew it, is prepared to about what it was`, () => {
    const large = resized({ bytes: Uint8Array.from(bytes), rows: 28, columns: 28 }, 84, 84, "bilinear");
    const paper = new Uint8Array(SIDE * SIDE); // the image at three quarters of the paper, at its lower left
    large.bytes.forEach((byte, i) => { paper[(Math.floor(i / 84) + 28) * SIDE + (i % 84)] = byte; });
    const found = prepared({ bytes: paper, rows: SIDE, columns: SIDE }, organism({ ...MNIST, side: 15 }, 15));
    const away = found.reduce((sum, byte, i) => sum + Math.abs(byte - shrunk[i]), 0);
    const ink = shrunk.reduce((sum, byte) => sum + byte, 0);
    assert.ok(away < 0.5 * ink, `${away} of ${ink}`);
  });
}

test("means of blocks are means of blocks", () => {
  const picture = { bytes: Uint8Array.of(0, 255, 10, 20, 0, 0, 30, 40), rows: 2, columns: 4 };
  assert.deepEqual([...resized(picture, 1, 2, "area").bytes], [64, 25]);
});

test("a pen leaves strokes as wide as it is, soft at their edges, and nothing beside them", () => {
  const { bytes } = drawn([[20, 56], [90, 56]]);
  const column = range(SIDE).map((row) => bytes[row * SIDE + 50]);
  assert.equal(Math.round(column.reduce((sum, byte) => sum + byte, 0) / 255), 12);
  assert.deepEqual([column[56], column[40], bytes[56 * SIDE + 8], bytes[56 * SIDE + 103]], [255, 0, 0, 0]);
  assert.ok(new Ink().isEmpty && !drawn([[5, 5], [5, 5]]).isEmpty);
  assert.equal(drawn([[-50, -50], [500, 500]]).bytes.length, SIDE * SIDE);
});

test("as MNIST's, a drawing fills 20 pixels and has its centre of mass in the middle, wherever and however large it was", () => {
  for (const [x, y, size] of [[20, 20, 40], [56, 30, 70], [70, 70, 30]]) {
    const ink = drawn([[x, y], [x + size / 2, y + size], [x, y + size]]);
    const { tall, wide, down, right } = measured(prepared(ink, organism(MNIST, 28)), 28);
    assert.equal(Math.max(tall, wide), 20);
    for (const centre of [down, right]) assert.ok(centre >= 13.5 && centre <= 14.5, `${centre}`);
  }
});

test("proportions are kept, or stretched so far", () => {
  const one = drawn([[56, 20], [56, 90]]); // about 12 × 82
  const kept = measured(prepared(one, organism(MNIST, 28)), 28);
  assert.deepEqual([kept.tall, kept.wide], [20, 3]);
  const stretched = { field: 32, box: [32, 20], stretch: 2, centre: "frame", shrinking: "area", side: 32 };
  const { tall, wide, top, left } = measured(prepared(one, organism(stretched, 32)), 32);
  assert.deepEqual([tall, wide, top, left], [32, 9, 0, 12]);
  const wideOne = measured(prepared(drawn([[20, 40], [90, 40], [90, 60], [20, 60]]), organism(stretched, 32)), 32);
  assert.deepEqual([wideOne.wide, wideOne.left], [20, 6]);
});

test("a crop reads the middle, and each channel the same", () => {
  const ink = drawn([[30, 20], [80, 90]]);
  const whole = prepared(ink, organism(MNIST, 28));
  const inner = range(81).map((i) => whole[(9 + Math.floor(i / 9)) * 28 + 9 + (i % 9)]);
  assert.deepEqual([...prepared(ink, organism(MNIST, 9))], inner);
  const coloured = prepared(ink, organism(MNIST, 9, ["red", "green", "blue"]));
  assert.deepEqual(range(3 * 81).map((i) => coloured[i]), range(3 * 81).map((i) => inner[Math.floor(i / 27) * 9 + (i % 9)]));
});

test("of pictures that nobody wrote the paper is shrunk as it is", () => {
  const ink = drawn([[10, 10], [20, 10]]);
  const { top, left, wide } = measured(prepared(ink, organism(null, 28)), 28);
  assert.ok(top < 3 && left < 3 && wide < 8);
});

test("of an empty paper there is nothing to read", () => {
  for (const preparation of [null, MNIST, { ...MNIST, centre: "frame" }]) {
    assert.ok(prepared(new Ink(), organism(preparation, 15)).every((byte) => byte === 0));
  }
});
