// A recording held in memory (orgnet_views/replay/recording.py) as a source: what views ask of a server,
// it answers by itself.

import { BYTES, unpack } from "./packing.js";
import { headerOf } from "./wire.js";

/** @import { Frame, Source, Specimen } from "./contracts.js" */
/** @import { Numbers, PackedType } from "./packing.js" */
/** @typedef {{ name: string, type: PackedType, rows: number, columns: number }} Block */

const NOT_HELD = "This recording does not contain that.";

/**
 * @param {ArrayBuffer} buffer
 * @returns {Source}
 */
export function recordingSource(buffer) {
  const { header, start } = headerOf(buffer);
  const blocks = unpacked(buffer, start, header.blocks);
  const { frames: { frames, ...told }, trajectories } = header;
  const specimen = header.specimen && specimenOf(header.specimen, blocks);
  return {
    async fetchFrames(from) {
      const wanted = frames.slice(from).map((/** @type {Frame} */ scalars, /** @type {number} */ i) =>
        ({ ...scalars, ...rowsAt(blocks, "frames/", from + i) }));
      return { ...told, frames: wanted };
    },
    async fetchKinds() {
      const epochs = frames.map((/** @type {Frame} */ { epoch }) => epoch);
      const kinds = epochs.map((/** @type {number} */ _, /** @type {number} */ i) => rowsAt(blocks, "frames/", i).kind);
      return { epochs, kinds };
    },
    async fetchTrajectories(fit) {
      const found = trajectories[fit];
      if (!found) return { error: "This light recording contains only the axes of layers." };
      return { header: found, numbers: /** @type {Float32Array} */ (numbersOf(blocks, `trajectories/${fit}`)) };
    },
    fetchParticle: async () => ({ error: NOT_HELD }),
    fetchTaskWeights: async () => ({ error: NOT_HELD }),
    fetchSamples: async () => (specimen ? { ...specimen, total: specimen.samples } : { error: NOT_HELD }),
    specimen,
    curves: header.curves,
  };
}

/**
 * @param {ArrayBuffer} buffer
 * @param {number} start
 * @param {Block[]} listed
 * @returns {Map<string, Block & { numbers: Numbers }>}
 */
function unpacked(buffer, start, listed) {
  let at = start;
  return new Map(listed.map((block) => {
    const { name, type, rows, columns } = block;
    const length = BYTES[type] * rows * columns;
    const numbers = unpack(new Uint8Array(buffer, at, length), type, rows, columns);
    at += length;
    return [name, { ...block, numbers }];
  }));
}

/** @param {Map<string, { numbers: Numbers }>} blocks @param {string} name */
function numbersOf(blocks, name) {
  return /** @type {{ numbers: Numbers }} */ (blocks.get(name)).numbers;
}

/**
 * Row `i` of all blocks whose names begin alike, by the rest of their names.
 * @param {ReturnType<typeof unpacked>} blocks
 * @param {string} prefix
 * @param {number} i
 * @returns {Record<string, any>}
 */
function rowsAt(blocks, prefix, i) {
  const named = [...blocks.values()].filter(({ name }) => name.startsWith(prefix));
  return Object.fromEntries(named.map(({ name, columns, numbers }) =>
    [name.slice(prefix.length), numbers.subarray(i * columns, (i + 1) * columns)]));
}

/**
 * @param {Omit<Specimen, "weight" | "inputs" | "targets">} told
 * @param {ReturnType<typeof unpacked>} blocks
 * @returns {Specimen}
 */
function specimenOf(told, blocks) {
  const weight = told.steps.map((_, i) => rowsAt(blocks, "specimen/", i).weight);
  return { ...told, weight, inputs: numbersOf(blocks, "specimen/inputs"), targets: numbersOf(blocks, "specimen/targets") };
}
