import assert from "node:assert/strict";
import { test } from "node:test";

import { ask, SILENT, whole } from "../../orgnet_views/js/core/answers.js";
import { fetchBlock, serverSource } from "../../orgnet_views/js/core/source.js";

/** @param {() => Response | Promise<Response>} answer */
function serve(answer) {
  globalThis.fetch = async () => answer();
}

const page = (status) => () => new Response("<html>Bad Gateway", { status, headers: { "Content-Type": "text/html" } });
const down = () => { throw new TypeError("Failed to fetch"); };

test("the server's own refusal is its sentence and its status", async () => {
  serve(() => Response.json({ error: "There is no such run." }, { status: 404 }));
  await assert.rejects(ask("/x"), { message: "There is no such run.", status: 404 });
});

test("an answer that is the server's comes as it is", async () => {
  serve(() => Response.json({ code: "bcdfgh" }));
  assert.deepEqual(await whole((await ask("/x")).json()), { code: "bcdfgh" });
});

test("a proxy's page is a sentence and nobody's status, whatever it says", async () => {
  for (const status of [200, 404, 502]) {
    serve(page(status));
    await assert.rejects(ask("/x"), { message: new RegExp(`answered in its place \\(${status}\\)`), status: undefined });
  }
  serve(() => new Response("{", { status: 500, headers: { "Content-Type": "application/json" } }));
  await assert.rejects(ask("/x"), /answered in its place/);
});

test("a network that is down, or breaks off, is said so", async () => {
  serve(down);
  await assert.rejects(ask("/x"), { message: SILENT, status: undefined });
  await assert.rejects(whole(Promise.reject(new TypeError("network error"))), { message: SILENT });
});

test("a block of numbers comes, or a sentence why not", async () => {
  for (const [answer, error] of [[down, /does not answer/], [page(502), /\(502\)/], [() => new Response("no"), /does not answer/]]) {
    serve(answer);
    assert.match((await fetchBlock("/x")).error, error);
  }
});

test("a run is gone only where the server says so", async () => {
  serve(() => Response.json({ error: "There is no such run." }, { status: 404 }));
  assert.equal(await serverSource("ab12").fetchFrames(0), null);
  serve(page(404));
  await assert.rejects(serverSource("ab12").fetchFrames(0));
});
