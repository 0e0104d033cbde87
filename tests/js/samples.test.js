import assert from "node:assert/strict";
import { test } from "node:test";

import { AnnouncedSource } from "../../orgnet_views/js/core/announced.js";
import { pushedSource } from "../../orgnet_views/js/core/pushed.js";
import { TestSamples } from "../../orgnet_views/js/core/samples.js";
import { FakeSource } from "./fakes.js";

// Seven samples of two inputs, [2n, 2n + 1] in tenths, three in an answer; sample n is of class n % 3.
class Served extends FakeSource {
  asked = [];

  fetchSamples = async (from) => {
    this.asked.push(from);
    if (!this.answers) return { error: "The server does not answer." };
    const numbers = [0, 1, 2].map((i) => from + i).filter((number) => number < 7);
    return {
      first: from, samples: numbers.length, total: 7, scale: 10,
      inputs: Uint8Array.from(numbers.flatMap((number) => [2 * number, 2 * number + 1])), targets: numbers.map((number) => number % 3),
    };
  };
}

test("samples are fetched as they are needed, each once, and go round in a ring", async () => {
  const source = new Served();
  const samples = new TestSamples(source, 2, 1);
  const { number, input, target } = await samples.at(1);
  assert.deepEqual([number, [...input], target], [1, [0.2, 0.3], [1]]);
  assert.deepEqual(source.asked, [0]);
  assert.deepEqual([(await samples.at(-1)).number, (await samples.at(7)).number, [...(await samples.at(6)).input]], [6, 0, [1.2, 1.3]]);
  assert.deepEqual(source.asked, [0, 6]);
  assert.equal(await samples.count(), 7);
  assert.ok((await samples.any()).number < 7);
});

test("the first of a kind is found all around, and where there is none nothing", async () => {
  const samples = new TestSamples(new Served(), 2, 1);
  const find = async (from, wanted) => (await samples.find(from, wanted))?.number;
  assert.equal(await find(3, ({ target }) => target[0] === 2), 5);
  assert.equal(await find(6, ({ target }) => target[0] === 1), 1);
  assert.equal(await find(2, ({ number }) => number === 1), 1, "the last that is looked at");
  assert.equal(await find(0, () => false), undefined);
});

test("outputs of several numbers belong to their sample", async () => {
  const source = { fetchSamples: async () => ({ samples: 2, total: 2, scale: 1, inputs: Float32Array.of(1, 2), targets: [3, 4, 5, 6] }) };
  assert.deepEqual((await new TestSamples(source, 1, 2).at(1)).target, [5, 6]);
});

test("why there are none is said, and the next question is asked again", async () => {
  const source = new Served();
  const samples = new TestSamples(source, 2, 1);
  source.answers = false;
  await assert.rejects(samples.at(0), /does not answer/);
  source.answers = true;
  assert.equal((await samples.at(0)).number, 0);
});

test("light pages have them from the server, a growing notebook has none yet", async () => {
  assert.equal((await new AnnouncedSource(new Served()).fetchSamples(0)).total, 7);
  assert.match((await pushedSource(() => {}).fetchSamples(0)).error, /once the run is over/);
});
