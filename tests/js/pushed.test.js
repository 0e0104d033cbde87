import assert from "node:assert/strict";
import { test } from "node:test";
import { pushedSource } from "../../orgnet_views/js/core/pushed.js";
import { RunStore } from "../../orgnet_views/js/core/store.js";

const NOTHING = Symbol("nothing yet");

/** An answer with frames of these steps, as bytes (orgnet_views/frames.py); of arrays it has the kinds alone. */
function answerOf(steps, changes = {}) {
  const frames = steps.map((step) => ({ step, epoch: step / 10 }));
  const header = { state: "running", more: true, total: 99, phases: [], arrays: { kind: "uint8" }, shown: 3, frames, ...changes };
  const text = JSON.stringify(header);
  const padded = new TextEncoder().encode(text.padEnd(4 * Math.ceil(text.length / 4)));
  const kinds = steps.flatMap(() => [0, 1, 1, 0]); // three marks, and a byte to fill
  return Uint8Array.from([...new Uint8Array(Uint32Array.of(padded.length).buffer), ...padded, ...kinds]).buffer;
}

/** What a promise has come to by now. */
function by(now) {
  return Promise.race([now, new Promise((done) => setTimeout(done, 5, NOTHING))]);
}

function steps({ frames }) {
  return frames.map(({ step }) => step);
}

test("who asks before anything was pushed hears of it then, and who knows all of it when there is more", async () => {
  const source = pushedSource(() => assert.fail("nothing is missing"));
  const first = source.fetchFrames(0);
  assert.equal(await by(first), NOTHING);
  source.push(0, answerOf([0, 10]));
  assert.deepEqual(steps(await first), [0, 10]);
  assert.deepEqual(steps(await source.fetchFrames(2)), [], "once, for the state");
  const second = source.fetchFrames(2);
  assert.equal(await by(second), NOTHING);
  source.push(2, answerOf([20]));
  const { total, frames } = await second;
  assert.deepEqual([total, frames[0].step], [3, 20]);
});

test("frames that came before are not taken twice, and missing ones are asked for", async () => {
  const asked = [];
  const source = pushedSource((from) => asked.push(from));
  source.push(3, answerOf([30]));
  assert.deepEqual(asked, [0]);
  source.push(0, answerOf([0, 10, 20]));
  source.push(1, answerOf([10, 20, 30]));
  assert.deepEqual(steps(await source.fetchFrames(0)), [0, 10, 20, 30]);
  source.push(6, answerOf([60]));
  assert.deepEqual(asked, [0, 4]);
  const { epochs, kinds } = await source.fetchKinds();
  assert.deepEqual([epochs.length, kinds.length], [4, 4]);
});

test("a store follows what is pushed until no more can come", async () => {
  const source = pushedSource(() => {});
  const store = new RunStore("4b527081", source, { running: 0, other: 0, lost: 0 });
  const told = new Promise((done) => {
    store.listen(() => { if (store.frames.length === 3 && !store.more) done(store.state); });
  });
  source.push(0, answerOf([0]));
  source.push(1, answerOf([10]));
  source.push(2, answerOf([20], { state: "finished", more: false }));
  assert.equal(await told, "finished");
  assert.deepEqual(store.frames.map(({ step }) => step), [0, 10, 20]);
});
