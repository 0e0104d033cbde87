import assert from "node:assert/strict";
import { test } from "node:test";

import { endpoint } from "../../orgnet_views/js/core/endpoints.js";
import { serverSource } from "../../orgnet_views/js/core/source.js";
import { weightsOf } from "../../orgnet_views/js/core/weights.js";
import { until } from "./fakes.js";

// A server that answers with a header and numbers, or with an error in words; counts what is asked.
function serve(answers) {
  const asked = [];
  globalThis.fetch = async (url) => {
    asked.push(url);
    const { error, header, numbers } = answers.shift();
    if (error) return Response.json({ error }, { status: 404 });
    const text = JSON.stringify(header).padEnd(400);
    const bytes = new Uint8Array(404 + 4 * numbers.length);
    new DataView(bytes.buffer).setUint32(0, 400, true);
    bytes.set(new TextEncoder().encode(text), 4);
    bytes.set(new Uint8Array(Float32Array.from(numbers).buffer), 404);
    return new Response(bytes);
  };
  return asked;
}

const HEADER = { positions: [[0], [1]], layers: [[1, 2]] };

test("weights are fetched once, then only what is new", async () => {
  const asked = serve([
    { header: { ...HEADER, steps: [0, 10] }, numbers: [1, 2, 3, 4, 5, 6, 7, 8] },
    { header: { ...HEADER, steps: [20] }, numbers: [9, 10, 11, 12] },
  ]);
  const store = { source: serverSource("run") };
  const weights = weightsOf(store, 7);
  let arrived = 0;
  assert.equal(weights.at(10, 10, () => arrived++), undefined, "on its way");
  await until(() => arrived === 1);
  const { own, predicted } = weights.at(10, 10);
  assert.deepEqual([[...own], [...predicted]], [[5, 6], [7, 8]]);
  assert.equal(weights.at(5, 10), null, "none were recorded there");
  assert.equal(weightsOf(store, 7), weights);
  assert.notEqual(weightsOf({ source: serverSource("run") }, 7), weights, "each store has its own");
  assert.equal(weights.at(20, 20), undefined);
  await until(() => weights.seen === 20);
  assert.deepEqual([...weights.at(20, 20).own], [9, 10]);
  const url = endpoint("runs/run/particles/7");
  assert.deepEqual(asked, [url, `${url}?after=10`]);
});

test("what came of later steps than were asked for is not asked for again", async () => {
  const asked = serve([{ header: { ...HEADER, steps: [0, 10] }, numbers: [1, 2, 3, 4, 5, 6, 7, 8] }]);
  const weights = weightsOf({ source: serverSource("run") }, 8);
  weights.at(0, 0);
  await until(() => weights.recorded.size === 2);
  assert.deepEqual([...weights.at(10, 10).own], [5, 6]);
  assert.equal(asked.length, 1);
});

test("why there are none is kept in words", async () => {
  serve([{ error: "There is no such run." }]);
  const weights = weightsOf({ source: serverSource("nobody") }, 0);
  weights.at(0, 0);
  await until(() => weights.seen === 0);
  assert.equal(weights.error, "There is no such run.");
});
