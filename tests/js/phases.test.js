import assert from "node:assert/strict";
import { test } from "node:test";

import { bordersOf, frameOf as frameNumberOf, phaseInWords } from "../../orgnet_views/js/core/phases.js";
import { bordersOnChart, paintBorders } from "../../orgnet_views/js/draw/borders.js";
import { placesOf } from "../../orgnet_views/js/parts/phase_marks.js";
import { frameOf } from "./fakes.js";

const PHASES = [
  { epoch: 0, words: "5 SR steps, SGD 0.004" }, { epoch: 2, words: "replicate on" }, { epoch: 4, words: "task only" },
];
const THEME = { text: "#000", background: "#fff", grid: "#ccc", accent: "#00f", font: "sans-serif" };
const frames = [0, 5, 10, 20, 30].map((step) => frameOf(step)); // ten batches an epoch

test("borders are between phases that both have recorded steps", () => {
  assert.deepEqual(bordersOf(PHASES, frames), [PHASES[1]]);
  assert.deepEqual(bordersOf(PHASES.slice(0, 1), frames), []);
  assert.deepEqual(bordersOf(PHASES, frames.slice(0, 4)), [], "no batch of it was recorded yet");
});

test("a phase begins at the last frame that none of its batches led to", () => {
  assert.equal(frameNumberOf(PHASES[1], frames), 3);
  assert.equal(frameNumberOf(PHASES[0], frames), 0);
});

test("an epoch belongs to the phase whose batches led to it, named where there are several", () => {
  assert.equal(phaseInWords(PHASES, 0), "phase 1: 5 SR steps, SGD 0.004");
  assert.equal(phaseInWords(PHASES, 2), "phase 1: 5 SR steps, SGD 0.004");
  assert.equal(phaseInWords(PHASES, 2.1), "phase 2: replicate on");
  assert.equal(phaseInWords(PHASES, 9), "phase 3: task only");
  assert.equal(phaseInWords(PHASES.slice(0, 1), 1), "");
});

test("a chart gets a line and a name for each border", () => {
  const { shapes, annotations } = bordersOnChart({ phases: PHASES, frames, theme: THEME });
  assert.deepEqual(shapes.map(({ x0, x1 }) => [x0, x1]), [[2, 2]]);
  assert.deepEqual(annotations.map(({ text, x }) => [text, x]), [["replicate on", 2]]);
});

test("a canvas of frames gets a line behind the frame at which a phase begins", () => {
  const drawn = [];
  const brush = {
    fillRect: (...box) => drawn.push(box), fillText: (...text) => drawn.push(text),
    measureText: (text) => ({ width: 5 * text.length }),
  };
  paintBorders(brush, { left: 0, top: 0, right: 500, bottom: 100, width: 500, height: 100 }, { phases: PHASES, frames, theme: THEME }, 30);
  assert.deepEqual(drawn.map(([first]) => first), [399, 399.5, "replicate on"]);
});

test("names stand right of their marks, the last one left of it where it has no room", () => {
  assert.deepEqual(placesOf([0.2, 0.5]), [{ at: 0.2, room: 0.3, before: false }, { at: 0.5, room: 0.5, before: false }]);
  assert.deepEqual(placesOf([0.95]), [{ at: 0.95, room: 0.95, before: true }]);
  const [first, second] = placesOf([0.4, 0.9]);
  assert.deepEqual([first.before, second.before], [false, true]);
  assert.ok(first.room + second.room <= 0.5 + 1e-9, "names do not lie over one another");
  assert.deepEqual(placesOf([]), []);
});
