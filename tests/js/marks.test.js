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
  test(`marks (${name}) in the same place are traced once, those half a pixel away as well`, () => {
    assert.equal(traced(kind, [[10, 20], [10, 20], [10.1, 20.1]]), 1);
    assert.equal(traced(kind, [[10, 20], [10, 20.5], [10.5, 20], [20, 10]]), 4);
  });
}
