// The recorded weights of one particle, beside what it says that they are; fetched once, then
// only what is new.

import { fetchArrays } from "./wire.js";

const AGAIN = 1000; // milliseconds between two questions
const histories = new Map();

export function historyOf(run, number) {
  const key = `${run}/${number}`;
  if (!histories.has(key)) histories.set(key, new ParticleHistory(run, number));
  return histories.get(key);
}

class ParticleHistory {
  constructor(run, number) {
    this.url = `/organism/runs/${run}/particles/${number}`;
    this.recorded = new Map(); // step → { own, says }, each n numbers
    this.seen = -1; // the newest step asked for
    this.asked = -AGAIN;
    this.waiting = new Set(); // views to draw again when something came
  }

  // { own, says } of a step, null where no weights were recorded; undefined while it is fetched.
  at(step, newest, redraw) {
    if (redraw) this.waiting.add(redraw);
    if (newest > this.seen) this.ask(newest);
    return this.recorded.get(step) ?? (step > this.seen || this.fetching ? undefined : null);
  }

  forget(redraw) {
    this.waiting.delete(redraw);
  }

  async ask(newest) {
    if (this.fetching) return;
    this.fetching = true;
    const rest = this.asked + AGAIN - performance.now();
    if (rest > 0) await new Promise((done) => setTimeout(done, rest));
    this.asked = performance.now();
    const { header, numbers, error } = await fetchArrays(this.seen < 0 ? this.url : `${this.url}?after=${this.seen}`);
    this.fetching = false;
    this.error = error;
    if (!error) {
      const n = header.positions.length;
      Object.assign(this, { layers: header.layers, n });
      header.steps.forEach((step, at) => {
        const own = numbers.subarray(2 * n * at, 2 * n * at + n);
        this.recorded.set(step, { own, says: numbers.subarray(2 * n * at + n, 2 * n * (at + 1)) });
      });
    }
    this.seen = newest;
    for (const redraw of this.waiting) redraw();
  }
}

// The table of a particle's weights at the shown step; no rows where none were recorded.
export function weightsOf(name, history, frame, store) {
  const found = history.at(frame.step, store.frames.at(-1).step);
  const columns = ["weight_number", "own", "says", "error"];
  const rows = Array.from(found?.own ?? [], (own, i) => [i, own, found.says[i], Math.abs(own - found.says[i])]);
  return { name, columns, rows, wants: ["frames", "position"] };
}
