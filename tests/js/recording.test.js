import assert from "node:assert/strict";
import { test } from "node:test";

import { recordingSource } from "../../orgnet_views/js/core/recording.js";
import { RunStore } from "../../orgnet_views/js/core/store.js";
import { tableForms } from "../../orgnet_views/js/parts/save.js";
import { frameOf, recordingBytes, until, visit } from "./fakes.js";

const STEPS = [0, 10, 20];
const KINDS = [[1, 1], [0, 1], [0, 0]];
const LOSSES = [[1, 2], [0.5, 2], [0.25, 4]];

function recording(more = {}) {
  const frames = STEPS.map((step, i) => {
    const scalars = Object.entries(frameOf(step, KINDS[i])).filter(([, value]) => !ArrayBuffer.isView(value));
    return Object.fromEntries(scalars);
  });
  const header = {
    frames: { state: "finished", more: false, total: 3, phases: [], arrays: {}, shown: 2, frames },
    trajectories: { layer: { steps: [0, 20], shown: 2, fit: "layer", explained: [] } },
    specimen: null, curves: [], ...more,
  };
  return recordingSource(recordingBytes(header, {
    "frames/replication_loss": ["bfloat16", 3, Float32Array.from(LOSSES.flat())],
    "frames/kind": ["uint8", 3, Uint8Array.from(KINDS.flat())],
    "trajectories/layer": ["bfloat16", 2, Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])],
    "specimen/weight": ["float32", 2, Float32Array.of(0.1, 0.2, 0.3, 0.4)],
    "specimen/inputs": ["uint8", 1, Uint8Array.of(0, 255)],
    "specimen/targets": ["uint8", 1, Uint8Array.of(1)],
  }));
}

test("a store follows a recording to its end, and asks no more", async () => {
  visit("file:///replay.html");
  const store = new RunStore("abcd1234", recording());
  const heard = [];
  store.listen((what) => heard.push(what));
  await until(() => store.complete && !store.following);
  assert.deepEqual([store.state, store.more, store.frames.length], ["finished", false, 3]);
  assert.deepEqual(store.frames.map(({ kind }) => [...kind]), KINDS);
  assert.deepEqual(store.frames.map((frame) => [...frame.replication_loss]), LOSSES);
  assert.deepEqual(store.frames.map(({ step }) => step), STEPS);
  assert.deepEqual([...store.frames[2].became], [1, 2], "the epochs at which each became one");
  assert.ok(heard.includes("frames"));
});

test("later frames are those from a number on", async () => {
  const { total, frames } = await recording().fetchFrames(1);
  assert.equal(total, 3);
  assert.deepEqual(frames.map(({ step, kind }) => [step, [...kind]]), [[10, [0, 1]], [20, [0, 0]]]);
  assert.deepEqual((await recording().fetchFrames(3)).frames, []);
});

test("kinds are told by epoch, for many maps at once", async () => {
  const { epochs, kinds } = await recording().fetchKinds();
  assert.deepEqual([epochs, kinds.map((each) => [...each])], [[0, 1, 2], KINDS]);
});

test("ways are there along the axes that are held, and of others it says so", async () => {
  const { header, numbers } = await recording().fetchTrajectories("layer", 20);
  assert.deepEqual([header.steps, numbers.length, numbers[11]], [[0, 20], 12, 12]);
  assert.match((await recording().fetchTrajectories("particle", 20)).error, /light recording/);
  assert.match((await recording().fetchParticle(0, null)).error, /does not contain/);
});

test("what cuts are made in has weights step by step", () => {
  const told = { steps: [0, 20], widths: [2, 1], activation: "linear", samples: 1, scale: 255, classes: 0 };
  const { specimen } = recording({ specimen: told });
  assert.deepEqual(specimen.weight.map((each) => [...each]), [[0.1, 0.2], [0.3, 0.4]].map((row) => row.map(Math.fround)));
  assert.deepEqual([[...specimen.inputs], [...specimen.targets]], [[0, 255], [1]]);
  assert.equal(recording().specimen, null);
});

test("its test samples are those that cuts are tried on", async () => {
  const told = { steps: [0, 20], widths: [2, 1], activation: "linear", samples: 1, scale: 255, classes: 0 };
  const { samples, total, inputs, targets, scale } = await recording({ specimen: told }).fetchSamples(0);
  assert.deepEqual([samples, total, [...inputs], [...targets], scale], [1, 1, [0, 255], [1], 255]);
  assert.match((await recording().fetchSamples(0)).error, /does not contain/);
});

test("numbers are saved in the forms that a source can make", () => {
  assert.deepEqual(tableForms(recording()), ["csv"]);
  assert.deepEqual(tableForms({ toParquet: async () => new Blob() }), ["csv", "parquet"]);
});
