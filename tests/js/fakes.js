// Stand-ins for what the modules meet in a page: frames, a source of them, an address bar.

import { readFileSync } from "node:fs";

export const ORGANISM = { layers: [[2, 4], [3, 2]], grid: [2, 2], channels: [], every: 1, dark: [0, 3], mean: [0, 1, 1, 0] };

const DEADLINE_MS = 5000;
const NAMES = [
  "replication_error", "replication_loss", "task_contribution", "contribution_error", "gradient", "copy",
  "leak_layer", "leak_cell", "leak_edge", "weight",
];

// A recorded step whose marks are of these kinds; every measure of mark m is m, unless given.
export function frameOf(step, kind = [0, 1, 1], more = {}) {
  const arrays = Object.fromEntries(NAMES.map((name) => [name, Float32Array.from(kind.keys())]));
  const kinds = [0, 1, 2, 3, 4].map((each) => kind.filter((one) => one === each).length);
  return {
    step, epoch: step / 10, train_loss: null, task_loss: 2, train_metric: null, metric: 0.5,
    metric_without_replicators: 0.25, contribution_method: "exact", kinds, bands: [1, 2, 3, 4, null],
    ...arrays, kind: Uint8Array.from(kind), ...more,
  };
}

// A server that has recorded some frames; a test records more, or has it fall silent.
export class FakeSource {
  constructor(...steps) {
    this.recorded = steps.map((step) => frameOf(step));
    this.asked = []; // from which frame, each time
    Object.assign(this, { state: "running", more: true, answers: true, known: true, most: Infinity, phases: [] });
  }

  async fetchFrames(from) {
    this.asked.push(from);
    if (!this.answers) throw new Error("no answer");
    if (!this.known) return null;
    const frames = this.recorded.slice(from, from + this.most).map((frame) => ({ ...frame }));
    const { state, more, phases, status, recorded: { length: total } } = this;
    return { state, more, total, phases, status, arrays: {}, shown: 3, frames };
  }
}

// Until the condition holds; fails after a while.
export async function until(condition) {
  const end = Date.now() + DEADLINE_MS;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`never: ${condition}`);
    await new Promise((done) => setTimeout(done, 1));
  }
}

// Gives the modules an address bar; returns it, with the listeners for another fragment.
export function visit(href) {
  const listeners = new Set();
  const bar = { url: new URL(href), listeners };
  globalThis.location = bar.url;
  globalThis.history = { state: null, replaceState: (_state, _title, tail) => { bar.url.href = new URL(tail, bar.url).href; } };
  globalThis.addEventListener = (_name, listener) => listeners.add(listener);
  globalThis.removeEventListener = (_name, listener) => listeners.delete(listener);
  return bar;
}

// Cases that Python's tests read too.
export function cases(name) {
  return JSON.parse(readFileSync(new URL(`../${name}.json`, import.meta.url), "utf8"));
}

const PACKED_BYTES = { uint8: [0], bfloat16: [2, 3], float32: [0, 1, 2, 3], float64: [0, 1, 2, 3, 4, 5, 6, 7] };

// Numbers row by row as planes of bytes, each xor-ed with the one a row before: slowly, byte by byte.
export function pack(numbers, type, rows, columns) {
  const width = numbers.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  const packed = [];
  for (const byte of PACKED_BYTES[type]) {
    for (let column = 0; column < columns; column++) {
      for (let row = 0; row < rows; row++) {
        const at = (row * columns + column) * width + byte;
        packed.push(row ? bytes[at] ^ bytes[at - columns * width] : bytes[at]);
      }
    }
  }
  return Uint8Array.from(packed);
}

// A recording's bytes: the length of the header, the header, and blocks {name: [type, rows, numbers]}.
export function recordingBytes(header, blocks) {
  const listed = Object.entries(blocks).map(([name, [type, rows, numbers]]) => ({ name, type, rows, columns: numbers.length / rows }));
  const packed = listed.map(({ name, type, rows, columns }) => pack(blocks[name][2], type, rows, columns));
  const text = new TextEncoder().encode(JSON.stringify({ ...header, blocks: listed }));
  const length = new Uint8Array(Uint32Array.of(text.length).buffer);
  return Uint8Array.from([length, text, ...packed].flatMap((part) => [...part])).buffer;
}
