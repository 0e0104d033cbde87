import assert from "node:assert/strict";
import { test } from "node:test";

import { RunStore } from "../../orgnet_views/js/core/store.js";
import { frameAt, keepTogether } from "../../orgnet_views/js/core/pairing.js";
import { FakeSource, frameOf, until } from "./fakes.js";

// Two runs whose recorded steps are those given; epochs are a tenth of steps.
async function two(first, second) {
  const stores = [first, second].map((steps, i) => {
    const source = new FakeSource(...steps);
    source.more = false;
    return new RunStore(String(i), source, { other: 1, running: 1 });
  });
  for (const [i, store] of stores.entries()) {
    store.listen(() => {});
    await until(() => store.frames.length === [first, second][i].length);
  }
  return stores;
}

const epochs = (...stores) => stores.map((store) => store.frames[store.shown].epoch);

test("the frame of an epoch is the last one up to it", () => {
  const frames = [0, 10, 20].map((step) => frameOf(step));
  for (const [epoch, at] of [[-1, 0], [0, 0], [0.9, 0], [1, 1], [1.99, 1], [2, 2], [99, 2]])
    assert.equal(frameAt(frames, epoch), at);
});

test("either moves the other to the same epoch", async () => {
  const [one, other] = await two([0, 10, 20, 30], [0, 5, 25, 30, 70]);
  keepTogether(one, other, true);
  one.seek(2);
  assert.deepEqual(epochs(one, other), [2, 0.5]);
  other.seek(2);
  assert.deepEqual(epochs(one, other), [2, 2.5]);
  other.seek(4);
  assert.deepEqual(epochs(one, other), [3, 7]);
  one.seek(null);
  assert.equal(other.position, null);
});

test("it begins with what the first one shows", async () => {
  const [one, other] = await two([0, 10, 20], [0, 10, 20]);
  one.seek(1);
  one.select([0, 2]);
  keepTogether(one, other, true);
  assert.deepEqual(epochs(other), [1]);
  assert.deepEqual([...other.selection], [0, 2]);
});

test("selection, pointer and tool go along", async () => {
  const [one, other] = await two([0], [0]);
  keepTogether(one, other, true);
  other.select([1]);
  one.setHover(2);
  other.setTool("lasso");
  assert.deepEqual([[...one.selection], other.hover, one.tool], [[1], 2, "lasso"]);
});

test("organisms of other shapes share the moment, not the particles", async () => {
  const [one, other] = await two([0, 10], [0, 10]);
  keepTogether(one, other, false);
  one.select([1]);
  one.setHover(1);
  one.seek(0);
  assert.deepEqual([other.selection.size, other.hover, other.position], [0, null, 0]);
});

test("a store that fetches its frames later comes to the other's moment", async () => {
  const [one] = await two([0, 10, 20], [0]);
  const source = new FakeSource(0, 10, 20);
  source.more = false;
  const late = new RunStore("late", source, { other: 1, running: 1 });
  one.seek(1);
  keepTogether(one, late, true);
  await until(() => late.position === 1);
  assert.deepEqual(epochs(one, late), [1, 1]);
});

test("apart again, each goes its own way", async () => {
  const [one, other] = await two([0, 10], [0, 10]);
  keepTogether(one, other, true)();
  one.seek(0);
  one.select([1]);
  assert.deepEqual([other.position, other.selection.size], [null, 0]);
});
