import assert from "node:assert/strict";
import { test } from "node:test";

import { fromRanges, toRanges } from "../../orgnet_views/js/core/ranges.js";
import { cases } from "./fakes.js";

const ascending = (marks) => marks && [...marks].sort((a, b) => a - b);

for (const { text, count, marks, written } of cases("ranges")) {
  test(`${JSON.stringify(text)} is ${marks ? `the marks ${written}` : "nothing of the sort"}`, () => {
    assert.deepEqual(ascending(fromRanges(text, count)), marks);
    if (marks) assert.equal(toRanges(marks), written);
  });
}

test("marks that an organism does not have are left out, however many", () => {
  assert.deepEqual(fromRanges("0-2_44_90", 3), [0, 1, 2]);
  assert.deepEqual(fromRanges("0-999999999", 2), [0, 1]);
  assert.deepEqual(fromRanges("5", 0), []);
});

test("marks in any order, from a set or a list, are written in order", () => {
  assert.equal(toRanges(new Set([9, 2, 1])), "1-2_9");
  assert.equal(toRanges([]), "");
});

test("whatever is selected comes back from an address", () => {
  for (const every of [1, 2, 3, 7, 50, 400]) {
    const marks = Array.from({ length: 300 }, (_, i) => i).filter((i) => (i * i) % every < 2);
    assert.deepEqual(ascending(fromRanges(toRanges([...marks].reverse()), 300)), marks);
  }
});
