import assert from "node:assert/strict";
import { test } from "node:test";

import { nextInOrder, nextOnWay } from "../../orgnet_views/js/draw/keys.js";

const PLACES = { 4: [0, 0], 7: [10, 0], 9: [10, 30] };
const onWay = (mark, key) => nextOnWay(mark, key, [4, 7, 9], (each) => PLACES[each], [9, 28]);

test("arrows lead through an order, from the first, to its ends and not beyond", () => {
  const marks = [8, 3, 5];
  assert.equal(nextInOrder(null, "ArrowDown", marks), 8);
  assert.equal(nextInOrder(8, "ArrowDown", marks), 3);
  assert.equal(nextInOrder(8, "ArrowUp", marks), 8);
  assert.equal(nextInOrder(8, "End", marks), 5);
  assert.equal(nextInOrder(5, "ArrowDown", marks), 5);
  assert.equal(nextInOrder(5, "Home", marks), 8);
  assert.equal(nextInOrder(5, "a", marks), undefined);
  assert.equal(nextInOrder(null, "ArrowDown", []), undefined);
});

test("arrows lead to the nearest on the way, at first to the middle, and stay where there is none", () => {
  assert.equal(onWay(null, "ArrowUp"), 9);
  assert.equal(onWay(9, "ArrowUp"), 7);
  assert.equal(onWay(7, "ArrowLeft"), 4);
  assert.equal(onWay(4, "ArrowLeft"), 4);
  assert.equal(onWay(4, "Home"), undefined);
});
