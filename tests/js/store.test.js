import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { RunStore } from "../../orgnet_views/js/core/store.js";
import { FakeSource, frameOf, until } from "./fakes.js";

const AT_ONCE = { running: 0, other: 0, lost: 0 };
let leave = () => {};

afterEach(() => leave()); // or the store would ask on

// A store that follows a source, and what it was notified of.
function follow(source) {
  const store = new RunStore("run", source, AT_ONCE);
  const heard = [];
  leave = store.listen((what) => heard.push(what));
  return { store, heard };
}

const steps = (store) => store.frames.map(({ step }) => step);

test("a store fetches what there is, in several answers, and then what comes", async () => {
  const source = new FakeSource(0, 10, 20, 30, 40);
  source.most = 2;
  const { store, heard } = follow(source);
  await until(() => store.frames.length === 5);
  assert.deepEqual(source.asked.slice(0, 3), [0, 2, 4]);
  assert.ok(heard.includes("frames") && heard.includes("state"));
  assert.equal(store.state, "running");
  source.recorded.push(frameOf(50));
  await until(() => store.frames.length === 6);
  assert.deepEqual(steps(store), [0, 10, 20, 30, 40, 50]);
});

test("a run that is over is not asked for again", async () => {
  const source = Object.assign(new FakeSource(0, 10), { state: "finished", more: false });
  const { store } = follow(source);
  await until(() => !store.following);
  assert.deepEqual(source.asked, [0]);
  assert.equal(store.more, false);
  assert.equal(store.state, "finished");
});

test("all of a run that is over is fetched, in however many answers", async () => {
  const source = Object.assign(new FakeSource(0, 10, 20, 30, 40), { state: "finished", more: false, most: 2 });
  const { store } = follow(source);
  await until(() => !store.following);
  assert.deepEqual(steps(store), [0, 10, 20, 30, 40]);
});

test("views hear once of all that takes several answers, not of each", async () => {
  const source = Object.assign(new FakeSource(0, 10, 20, 30, 40), { state: "finished", more: false, most: 1 });
  const { store, heard } = follow(source);
  await until(() => !store.following);
  assert.equal(source.asked.length, 5);
  assert.deepEqual(heard, ["state", "frames"]);
});

test("where the run stands is told once all its frames are there, and when it is another", async () => {
  const at = (step) => ({ state: "Training", words: `, step ${step}`, share: step / 100, notice: "" });
  const source = Object.assign(new FakeSource(0, 10, 20), { most: 1, status: at(20) });
  const { store, heard } = follow(source);
  await until(() => store.status);
  assert.equal(store.frames.length, 3);
  assert.deepEqual(heard, ["state", "frames", "status"]);
  await until(() => source.asked.length > 6);
  assert.equal(heard.length, 3, "as it stood");
  source.recorded.push(frameOf(30));
  source.status = at(30);
  await until(() => store.frames.length === 4);
  assert.deepEqual(heard.slice(3), ["frames", "status"]);
  assert.equal(store.status.words, ", step 30");
});

test("following begins again when a run goes on after its end", async () => {
  const source = Object.assign(new FakeSource(0, 10), { state: "interrupted", more: false });
  const { store } = follow(source);
  await until(() => !store.following);
  Object.assign(source, { state: "running", more: true });
  source.recorded.push(frameOf(20));
  store.follow();
  await until(() => store.frames.length === 3);
  source.recorded.push(frameOf(30));
  await until(() => store.frames.length === 4);
  assert.deepEqual([store.state, store.more], ["running", true]);
});

test("a question that is on its way when a run goes on is asked once more", async () => {
  const source = Object.assign(new FakeSource(0), { state: "finished", more: false });
  const { store } = follow(source);
  store.follow();
  await until(() => !store.following);
  assert.deepEqual(source.asked, [0, 1]);
});

test("one loop follows, however often it is begun", async () => {
  const source = new FakeSource(0);
  const fetchFrames = source.fetchFrames.bind(source);
  let [asking, most] = [0, 0];
  source.fetchFrames = async (from) => {
    most = Math.max(most, ++asking);
    const answer = await fetchFrames(from);
    asking--;
    return answer;
  };
  const { store } = follow(source);
  for (let i = 0; i < 5; i++) store.follow();
  await until(() => source.asked.length > 9);
  assert.equal(most, 1);
});

test("a server that went back in time is believed", async () => {
  const source = new FakeSource(0, 10, 20);
  const { store } = follow(source);
  await until(() => store.frames.length === 3);
  source.recorded = [frameOf(0), frameOf(5)];
  await until(() => steps(store).join() === "0,5");
});

test("a server that falls silent is lost, keeps its frames, and is found again", async () => {
  const source = new FakeSource(0, 10);
  const { store } = follow(source);
  await until(() => store.frames.length === 2);
  source.answers = false;
  await until(() => store.state === "lost");
  assert.deepEqual([store.frames.length, store.more], [2, true]);
  source.answers = true;
  await until(() => store.state === "running");
});

test("a run that nobody knows is gone, and not asked for again", async () => {
  const source = Object.assign(new FakeSource(), { known: false });
  const { store } = follow(source);
  await until(() => !store.following);
  assert.deepEqual([store.state, store.more, source.asked.length], ["gone", false, 1]);
});

test("nobody listens, nobody asks", async () => {
  const source = new FakeSource(0);
  const { store } = follow(source);
  await until(() => store.frames.length === 1);
  leave();
  await until(() => !store.following);
  const { length } = source.asked;
  leave = store.listen(() => {});
  await until(() => source.asked.length > length);
});

test("each frame knows when its particles became self-replicators", async () => {
  const source = new FakeSource();
  source.recorded = [frameOf(0, [1, 0, 1]), frameOf(10, [0, 0, 1]), frameOf(20, [0, 1, 1])];
  const { store } = follow(source);
  await until(() => store.frames.length === 3);
  assert.deepEqual([...store.frames[2].became], [1, 0, NaN]);
});

test("a step and a selection from a link are shown as soon as they are there", async () => {
  const source = new FakeSource(0, 10);
  const { store } = follow(source);
  store.setTarget({ step: 25, selected: "0-1" });
  await until(() => store.selection.size === 2);
  assert.equal(store.position, null, "it waits for step 25");
  source.recorded.push(frameOf(20), frameOf(30));
  await until(() => store.position !== null);
  assert.deepEqual([store.position, store.target], [2, null]);
});

test("a step that never came is the last one of a run that is over", async () => {
  const source = Object.assign(new FakeSource(0, 10), { state: "finished", more: false });
  const { store } = follow(source);
  store.setTarget({ step: 99 });
  await until(() => store.target === null);
  assert.equal(store.position, 1);
  store.setTarget({ step: null });
  assert.equal(store.position, null);
});

test("whoever moves the timeline waits for no link any more", () => {
  const store = new RunStore("run", new FakeSource(), AT_ONCE);
  store.setTarget({ step: 5 });
  store.seek(0);
  assert.equal(store.target, null);
});

test("the newest frame is shown until another one is sought", async () => {
  const { store, heard } = follow(new FakeSource(0, 10, 20));
  await until(() => store.frames.length === 3);
  assert.equal(store.shown, 2);
  store.seek(1);
  assert.equal(store.shown, 1);
  const before = heard.length;
  store.seek(1);
  assert.equal(heard.length, before, "nothing has changed");
});

test("selections are undone one by one", () => {
  const store = new RunStore("run", new FakeSource(), AT_ONCE);
  store.select([1, 2]);
  store.toggle(3);
  store.toggle(1);
  assert.deepEqual([...store.selection], [2, 3]);
  store.undo();
  assert.deepEqual([...store.selection], [1, 2, 3]);
  store.undo();
  store.undo();
  store.undo();
  assert.equal(store.selection.size, 0);
});

test("views hear of what the organism is asked", () => {
  const store = new RunStore("abcd1234", new FakeSource());
  const heard = [];
  store.listeners.add((what) => heard.push(what));
  store.setProbe({ input: [1], sample: null, followed: null });
  assert.deepEqual([heard, store.probe.input], [["probe"], [1]]);
});

test("a click selects and offers a closer look, another one takes both back", () => {
  const store = new RunStore("run", new FakeSource(), AT_ONCE);
  store.pick(4, null);
  assert.deepEqual([[...store.selection], store.picked], [[4], { mark: 4, event: null }]);
  store.putAway();
  assert.equal(store.picked, null);
  store.pick(4, null);
  assert.deepEqual([store.selection.size, store.picked], [0, null]);
});

test("what is fetched before any view listens is there for the first that does, and not asked for again", async () => {
  const source = Object.assign(new FakeSource(0, 10, 20), { state: "finished", more: false, most: 2 });
  const store = new RunStore("run", source, AT_ONCE);
  await store.follow();
  assert.deepEqual([steps(store), source.asked], [[0, 10, 20], [0, 2]]);
  const heard = [];
  leave = store.listen((what) => heard.push(what));
  await until(() => !store.following);
  assert.deepEqual([steps(store), source.asked], [[0, 10, 20], [0, 2, 3]]);
});

test("a view that comes while frames are fetched ahead does not have them fetched twice", async () => {
  const source = new FakeSource(0, 10, 20);
  source.most = 1;
  const store = new RunStore("run", source, AT_ONCE);
  store.follow();
  const heard = [];
  leave = store.listen((what) => heard.push(what));
  await until(() => heard.includes("frames"));
  assert.deepEqual(source.asked.slice(0, 3), [0, 1, 2]);
  assert.deepEqual(steps(store), [0, 10, 20]);
});

test("what is fetched ahead of a run that grows is asked for once, until a view listens", async () => {
  const source = new FakeSource(0, 10);
  const store = new RunStore("run", source, AT_ONCE);
  await store.follow();
  assert.deepEqual([source.asked, store.following], [[0], false]);
});

test("once it is known how many frames there are, the rest is asked for at once", async () => {
  const source = Object.assign(new FakeSource(0, 10, 20, 30, 40), { state: "finished", more: false, most: 2 });
  const answer = source.fetchFrames.bind(source), held = [];
  source.fetchFrames = async (from) => {
    const found = await answer(from);
    if (from) await new Promise((release) => held.push(release));
    return found;
  };
  const { store } = follow(source);
  await until(() => held.length === 2);
  assert.deepEqual([source.asked, steps(store)], [[0, 2, 4], [0, 10]]);
  held.reverse().forEach((release) => release());
  await until(() => !store.following);
  assert.deepEqual([source.asked, steps(store)], [[0, 2, 4], [0, 10, 20, 30, 40]], "in order, whichever comes first");
});

test("where an answer holds fewer frames than those before it, none is missed and none comes twice", async () => {
  const source = Object.assign(new FakeSource(0, 10, 20, 30, 40, 50, 60), { state: "finished", more: false, most: 3 });
  const answer = source.fetchFrames.bind(source);
  source.fetchFrames = (from) => {
    source.most = from === 3 ? 1 : 3;
    return answer(from);
  };
  const { store } = follow(source);
  await until(() => !store.following);
  assert.deepEqual(steps(store), [0, 10, 20, 30, 40, 50, 60]);
});

test("views hear of a schedule that was changed, with new frames or without", async () => {
  const source = new FakeSource(0, 10);
  const { store, heard } = follow(source);
  await until(() => store.frames.length === 2);
  heard.length = 0;
  source.phases = [{ epoch: 0, words: "task only" }, { epoch: 1, words: "replicate on" }];
  await until(() => heard.includes("frames"));
  assert.deepEqual(store.phases, source.phases);
});
