// Bytes that a server sends (orgnet_views/frames.py): the length of a header, the header as JSON, then arrays.

import { SELF_REPLICATOR } from "./kinds.js";

/** @import { Frame, Header, Samples } from "./contracts.js" */
/** @typedef {"float32" | "uint8"} Type */

const TYPES = { float32: Float32Array, uint8: Uint8Array };

/**
 * Frames: the scalars of a snapshot, and its arrays over marks.
 * @param {ArrayBuffer} buffer
 * @returns {Header}
 */
export function decodeFrames(buffer) {
  const { header, start } = headerOf(buffer);
  const { arrays, shown } = header;
  const types = Object.keys(arrays).map((name) => ({ name, type: TYPES[/** @type {Type} */ (arrays[name])] }));
  let at = start;
  for (const frame of header.frames) {
    for (const { name, type } of types) {
      frame[name] = new type(buffer, at, shown);
      at += Math.ceil((type.BYTES_PER_ELEMENT * shown) / 4) * 4;
    }
  }
  return header;
}

/**
 * One block of float32 behind a header.
 * @param {ArrayBuffer} buffer
 */
export function decodeBlock(buffer) {
  const { header, start } = headerOf(buffer);
  return { header, numbers: new Float32Array(buffer, start) };
}

/**
 * Kinds of all marks at some steps of a run (orgnet_views/recorded_kinds.py).
 * @param {ArrayBuffer} buffer
 * @returns {{ epochs: number[], kinds: Uint8Array[] }} the kinds at each of the epochs, by mark
 */
export function decodeKinds(buffer) {
  const { header: { epochs, shown }, start } = headerOf(buffer);
  return { epochs, kinds: epochs.map((/** @type {number} */ _, /** @type {number} */ i) => new Uint8Array(buffer, start + i * shown, shown)) };
}

/**
 * Test samples (orgnet_views/samples.py).
 * @param {ArrayBuffer} buffer
 * @returns {Samples}
 */
export function decodeSamples(buffer) {
  const { header: { type, ...told }, start } = headerOf(buffer);
  return { ...told, inputs: new TYPES[/** @type {Type} */ (type)](buffer, start) };
}

/**
 * @param {ArrayBuffer} buffer
 * @returns {{ header: any, start: number }} `start`: where the arrays begin
 */
export function headerOf(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(buffer, 4, length));
  return { header: JSON.parse(text), start: 4 + length };
}

/**
 * Adds to a frame the epoch at which each particle last became a self-replicator, NaN for never;
 * frames in which none did share theirs.
 * @param {Frame} frame
 * @param {Frame | undefined} before the frame before it
 */
export function withBecame(frame, before) {
  const { kind, epoch } = frame;
  let became = before?.became ?? new Float32Array(kind.length).fill(NaN);
  for (let mark = 0; mark < kind.length; mark++) {
    if (kind[mark] !== SELF_REPLICATOR || before?.kind[mark] === SELF_REPLICATOR) continue;
    if (became === before?.became) became = became.slice();
    became[mark] = epoch;
  }
  frame.became = became;
  return frame;
}
