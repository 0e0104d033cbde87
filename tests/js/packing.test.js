import assert from "node:assert/strict";
import { test } from "node:test";

import { BYTES, unpack } from "../../orgnet_views/js/core/packing.js";
import { pack } from "./fakes.js";

// The very bits of some float32, of which bfloat16 keeps the upper half.
const VALUES = [1, -2.5, 0, -0, 1e-17, 3.0e38, Infinity, -Infinity, 0.1, 123456, 5e-324, -7];

test("numbers come back bit by bit, row by row", () => {
  for (const [type, array] of [["uint8", Uint8Array], ["float32", Float32Array], ["float64", Float64Array]]) {
    const numbers = array.from(VALUES);
    const found = unpack(pack(numbers, type, 3, 4), type, 3, 4);
    assert.ok(found instanceof array, type);
    assert.deepEqual(new Uint8Array(found.buffer), new Uint8Array(numbers.buffer), type);
  }
});

test("bfloat16 is the upper half of a float32", () => {
  const upper = new Float32Array(Uint32Array.from(new Uint32Array(Float32Array.from(VALUES).buffer), (bits) => bits & 0xffff0000).buffer);
  const found = unpack(pack(upper, "bfloat16", 4, 3), "bfloat16", 4, 3);
  assert.deepEqual([...new Uint32Array(found.buffer)], [...new Uint32Array(upper.buffer)]);
  assert.ok(Math.abs(found[4] / 1e-17 - 1) < 0.008, "not zero, as in float16");
});

test("what is no number stays none, and one row is enough", () => {
  const found = unpack(pack(Float32Array.of(NaN, 1), "bfloat16", 1, 2), "bfloat16", 1, 2);
  assert.ok(Number.isNaN(found[0]) && found[1] === 1);
});

test("nothing is nothing", () => {
  for (const type of Object.keys(BYTES)) assert.equal(unpack(new Uint8Array(0), type, 0, 5).length, 0);
});
