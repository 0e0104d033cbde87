import assert from "node:assert/strict";
import { test } from "node:test";

import { decodeBlock, decodeFrames, decodeKinds, decodeSamples, withBecame } from "../../orgnet_views/js/core/wire.js";
import { frameOf } from "./fakes.js";

// The bytes of a header and of what follows it, as ui/feed.py writes them.
function bytesOf(header, ...blocks) {
  const text = JSON.stringify(header);
  const padded = text.padEnd(Math.ceil(text.length / 4) * 4);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, padded.length, true);
  return Uint8Array.from([length, new TextEncoder().encode(padded), ...blocks].flatMap((part) => [...part])).buffer;
}

const floats = (...values) => new Uint8Array(Float32Array.from(values).buffer);

test("frames get their arrays, each at a multiple of four bytes", () => {
  const header = {
    state: "running", more: true, total: 2, shown: 3, arrays: { weight: "float32", kind: "uint8" },
    frames: [{ step: 0 }, { step: 1 }],
  };
  const found = decodeFrames(bytesOf(header, floats(1, -2, 0.5), [0, 1, 4, 0], floats(7, NaN, 9), [2, 3, 0, 0]));
  assert.deepEqual(found.frames.map(({ step }) => step), [0, 1]);
  assert.deepEqual([...found.frames[0].weight], [1, -2, 0.5]);
  assert.deepEqual([...found.frames[0].kind], [0, 1, 4]);
  assert.deepEqual([...found.frames[1].weight], [7, NaN, 9]);
  assert.deepEqual([...found.frames[1].kind], [2, 3, 0]);
  assert.equal(found.more, true);
});

test("a block of numbers stands behind its header", () => {
  const { header, numbers } = decodeBlock(bytesOf({ steps: [0, 12] }, floats(1, 2, 3, 4)));
  assert.deepEqual([header.steps, [...numbers]], [[0, 12], [1, 2, 3, 4]]);
});

test("kinds stand behind their epochs, step by step", () => {
  const found = decodeKinds(bytesOf({ epochs: [0, 0.5], shown: 3 }, [0, 1, 4, 1, 1, 0]));
  assert.deepEqual(found.epochs, [0, 0.5]);
  assert.deepEqual(found.kinds.map((kinds) => [...kinds]), [[0, 1, 4], [1, 1, 0]]);
});

test("test samples stand behind their header, as bytes or as numbers", () => {
  const told = { first: 2, samples: 2, total: 9, scale: 255, targets: [7, 1] };
  assert.deepEqual(decodeSamples(bytesOf({ ...told, type: "uint8" }, [1, 2, 3, 255])), { ...told, inputs: Uint8Array.of(1, 2, 3, 255) });
  assert.deepEqual([...decodeSamples(bytesOf({ ...told, type: "float32" }, floats(0.5, -1))).inputs], [0.5, -1]);
});

test("a particle became a self-replicator when it last became one", () => {
  const first = withBecame(frameOf(0, [0, 1, 1]), undefined);
  const second = withBecame(frameOf(10, [0, 0, 1]), first);
  const third = withBecame(frameOf(20, [1, 0, 1]), second);
  const fourth = withBecame(frameOf(30, [0, 0, 1]), third);
  assert.deepEqual([...first.became], [0, NaN, NaN]);
  assert.deepEqual([...second.became], [0, 1, NaN]);
  assert.equal(third.became, second.became, "no particle did, so the frames share it");
  assert.deepEqual([...fourth.became], [3, 1, NaN]);
});
