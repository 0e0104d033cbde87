// The recorded weights of one particle, beside what it says that they are; fetched once, then
// only what is new.

import { fit } from "./canvas.js";
import { part, surface } from "./dom.js";
import { fetchArrays } from "./wire.js";

const AGAIN = 1000; // milliseconds between two questions
const MISSING = "No weights were recorded at this step.";
const histories = new Map();

function historyOf(run, number) {
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

// A view of the weights at the shown step: `paint` draws them and returns what they say in words.
export function weightsView(element, { run, particle, store }, name, paint) {
  const canvas = surface(element);
  const words = part(element, "p", "under");
  const history = historyOf(run, particle);
  let shown = null;
  const redraw = () => shown && draw(shown);

  function draw(given) {
    shown = given;
    const context = fit(canvas);
    const found = history.at(given.frame.step, store.frames.at(-1).step, redraw);
    if (found) words.textContent = paint({ canvas, context, theme: given.theme, found, history });
    else words.textContent = history.error ?? (found === null ? MISSING : "Fetching its weights…");
    canvas.setAttribute("aria-label", `Particle ${particle}. ${words.textContent}`);
  }

  // No rows where no weights were recorded.
  function numbers({ frame }) {
    const found = history.at(frame.step, store.frames.at(-1).step);
    const columns = ["weight_number", "own", "says", "error"];
    const rows = Array.from(found?.own ?? [], (own, i) => [i, own, found.says[i], Math.abs(own - found.says[i])]);
    return { name, columns, rows, wants: ["frames", "position"] };
  }

  return { draw, numbers, wants: ["frames", "position"], destroy: () => history.forget(redraw) };
}
