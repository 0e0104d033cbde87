import assert from "node:assert/strict";
import { test } from "node:test";

import { AnnouncedSource } from "../../orgnet_views/js/core/announced.js";
import { FakeSource, frameOf } from "./fakes.js";

const soon = () => new Promise((done) => setTimeout(done, 5));

test("what is there is asked for at once, what is not when it is announced", async () => {
  const server = new FakeSource(0, 10);
  const source = new AnnouncedSource(server);
  assert.equal((await source.fetchFrames(0)).frames.length, 2);
  const answer = source.fetchFrames(2);
  await soon();
  source.announce({ id: "a", state: "running", total: 2 });
  await soon();
  assert.deepEqual(server.asked, [0], "nothing new");
  server.recorded.push(frameOf(20));
  source.announce({ id: "a", state: "running", total: 3 });
  assert.deepEqual((await answer).frames.map(({ step }) => step), [20]);
  assert.deepEqual(server.asked, [0, 2]);
});

test("another state is fetched though there is no frame more", async () => {
  const server = new FakeSource(0);
  const source = new AnnouncedSource(server);
  await source.fetchFrames(0);
  const answer = source.fetchFrames(1);
  Object.assign(server, { state: "finished", more: false });
  source.announce({ id: "a", state: "finished", total: 1 });
  assert.equal((await answer).state, "finished");
});

test("the rest of what an answer has told of needs no announcement", async () => {
  const server = Object.assign(new FakeSource(0, 10, 20), { most: 2 });
  const source = new AnnouncedSource(server);
  await source.fetchFrames(0);
  assert.equal((await source.fetchFrames(2)).frames.length, 1);
});

test("after the server was away all is asked for again", async () => {
  const server = new FakeSource(0, 10);
  const source = new AnnouncedSource(server);
  await source.fetchFrames(0);
  source.forget();
  server.recorded.pop();
  assert.equal((await source.fetchFrames(2)).total, 1);
});

test("an answer that fails is asked for again", async () => {
  const server = Object.assign(new FakeSource(0), { answers: false });
  const source = new AnnouncedSource(server);
  await assert.rejects(source.fetchFrames(0));
  server.answers = true;
  assert.equal((await source.fetchFrames(0)).frames.length, 1);
});

// One frame as the server writes it, with kinds alone.
function written(from, step, kind) {
  const header = { state: "running", more: true, total: from + 1, phases: [], arrays: { kind: "uint8" }, shown: kind.length, frames: [{ step }] };
  const text = JSON.stringify(header).padEnd(400);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, Buffer.from(text), Buffer.from(kind)]).toString("base64");
}

test("frames that are told along are not asked for, but those that were missed are", async () => {
  const server = new FakeSource(0, 10);
  const source = new AnnouncedSource(server);
  await source.fetchFrames(0);
  const answer = source.fetchFrames(2);
  source.announce({ id: "a", state: "running", total: 3, from: 2, frames: written(2, 20, [1, 0, 2, 1]) });
  source.announce({ id: "a", state: "running", total: 3 });
  const [frame] = (await answer).frames;
  assert.deepEqual([frame.step, [...frame.kind]], [20, [1, 0, 2, 1]]);
  assert.deepEqual(server.asked, [0]);
  source.announce({ id: "a", state: "running", total: 5, from: 4, frames: written(4, 40, [1, 1, 1, 1]) });
  await source.fetchFrames(3);
  assert.deepEqual(server.asked, [0, 3]);
});
