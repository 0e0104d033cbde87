import assert from "node:assert/strict";
import { test } from "node:test";

import { KINDS } from "../../orgnet_views/js/core/kinds.js";
import { traceMarks } from "../../orgnet_views/js/draw/marks.js";

function traced(kind, points) {
  const calls = [];
  const note = (...numbers) => calls.push(numbers);
  traceMarks({ moveTo: note, lineTo() {}, arc() {}, rect: note }, kind, points, 3);
  return calls.length;
}

for (const [kind, { name }] of KINDS.entries()) {
  test(`marks (${name}) in the same place are traced once, those a pixel away as well, those nowhere never`, () => {
    assert.equal(traced(kind, [[10, 20], [10, 20], [10.1, 20.1]]), 1);
    assert.equal(traced(kind, [[10, 20], [10, 21], [11, 20], [20, 10], [NaN, 10]]), 4);
  });
}
