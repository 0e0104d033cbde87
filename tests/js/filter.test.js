import assert from "node:assert/strict";
import { test } from "node:test";

import { filterOf } from "../../orgnet_views/js/core/filter.js";

const COLUMNS = ["particle", "kind", "weight"];
const ROWS = [[0, "other", 0.5], [1, "self-replicator", -0.1], [2, "other", NaN], [3, "zero", 0]];

const passing = (text) => ROWS.filter(filterOf(text, COLUMNS)).map(([particle]) => particle);

test("all conditions have to hold", () => {
  assert.deepEqual(passing(""), [0, 1, 2, 3]);
  assert.deepEqual(passing("kind = other"), [0, 2]);
  assert.deepEqual(passing("kind = other, weight > 0.1"), [0]);
  assert.deepEqual(passing("kind = zero, kind = other"), []);
});

test("each sign compares as it is written", () => {
  const found = Object.fromEntries(["=", "!=", "<", "<=", ">", ">="].map((sign) => [sign, passing(`particle ${sign} 1`)]));
  assert.deepEqual(found, { "=": [1], "!=": [0, 2, 3], "<": [0], "<=": [0, 1], ">": [2, 3], ">=": [1, 2, 3] });
});

test("what is not a number is found as such, and is neither more nor less", () => {
  assert.deepEqual(passing("weight = NaN"), [2]);
  assert.deepEqual(passing("weight != nan"), [0, 1, 3]);
  assert.deepEqual([...passing("weight >= 0"), ...passing("weight < 0")], [0, 3, 1]);
});

test("capitals, spaces and the printed minus do not matter", () => {
  assert.deepEqual(passing("  Kind=OTHER ,, weight>−1 "), [0]);
});

const WRONG = {
  "wait > 1": /There is no column wait; there are particle, kind, weight/,
  "weight": /needs a column/,
  "weight == 1": /needs a column/,
  "weight > much": /compared with a number such as 0.1, 1e-5 or NaN, not with “much”/,
  "kind > other": /kind takes = or != and one of self-replicator, other/,
  "kind = good": /one of self-replicator, other, zero, second-order fixpoint, divergent/,
};

for (const [text, sentence] of Object.entries(WRONG)) {
  test(`“${text}” gets a sentence`, () => assert.throws(() => filterOf(text, COLUMNS), sentence));
}
