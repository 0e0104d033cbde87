import assert from "node:assert/strict";
import { test } from "node:test";

import { countOf, exponents, formatCount, formatNumber, formatPower } from "../../orgnet_views/js/core/format.js";
import { cases } from "./fakes.js";

for (const [value, text] of cases("numbers")) {
  test(`${value} reads ${text}`, () => assert.equal(formatNumber(Number(value)), text));
}

test("what travelled as null is not a number", () => assert.equal(formatNumber(null), "not a number"));

test("powers of ten and counts", () => {
  assert.deepEqual([0, -3, 12].map(formatPower), ["10⁰", "10⁻³", "10¹²"]);
  assert.deepEqual([7, 1200, 1234567].map(formatCount), ["7", "1,200", "1,234,567"]);
});

test("nouns are counted", () => {
  assert.deepEqual([0, 1, 1200].map((count) => countOf(count, "step")), ["0 steps", "1 step", "1,200 steps"]);
});

test("ticks at every so many powers of ten, zero among them", () => {
  const ticks = exponents(4);
  assert.ok(ticks.includes(0) && ticks.includes(-36) && ticks.includes(36));
  assert.ok(ticks.every((exponent) => exponent % 4 === 0));
});
