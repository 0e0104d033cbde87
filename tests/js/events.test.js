import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { Events } from "../../orgnet_views/js/core/events.js";
import { until } from "./fakes.js";

const asIs = globalThis.fetch;
let events = null;

afterEach(() => {
  events?.close();
  globalThis.fetch = asIs;
});

// A server whose stream the test writes to; what the listener heard.
function serve(answer) {
  const heard = { asked: 0, states: [], troubles: [] };
  globalThis.fetch = async (_url, { signal }) => {
    heard.asked++;
    return answer(signal);
  };
  events = new Events("runs/a/events", {
    onState: (state) => heard.states.push(state),
    onTrouble: ({ message, status }) => heard.troubles.push([message, status]),
  });
  return heard;
}

function streaming(...chunks) {
  const body = new ReadableStream({ start: (to) => chunks.forEach((chunk) => to.enqueue(new TextEncoder().encode(chunk))) });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

test("states come one by one, wherever the network has cut them", async () => {
  const heard = serve(() => streaming('data: {"n":1}\n', '\ndata: {"n":2}\n\nda', 'ta: {"n":"ü"}\n\n'));
  await until(() => heard.states.length === 3);
  assert.deepEqual(heard.states, [{ n: 1 }, { n: 2 }, { n: "ü" }]);
  assert.deepEqual(heard.troubles, []);
});

test("after null nothing more is asked for", async () => {
  const heard = serve(() => streaming('data: {"n":1}\n\ndata: null\n\n'));
  await until(() => heard.states.length === 2);
  await new Promise((done) => setTimeout(done, 20));
  assert.equal(heard.states[1], null);
  assert.deepEqual([heard.asked, heard.troubles], [1, []]);
});

test("what is not there is asked for once, and said in the server's words", async () => {
  const refusal = { status: 404, headers: { "Content-Type": "application/json" } };
  const heard = serve(() => new Response('{"error":"There is no such run."}', refusal));
  await until(() => heard.troubles.length === 1);
  assert.deepEqual(heard.troubles, [["There is no such run.", 404]]);
  assert.equal(heard.asked, 1);
});

test("a silent server is asked again", async () => {
  const heard = serve(() => {
    if (heard?.asked > 1) return streaming('data: {"n":1}\n\n');
    throw new TypeError("network");
  });
  await until(() => heard.states.length === 1);
  assert.deepEqual(heard.troubles, [["The server does not answer.", undefined]]);
});
