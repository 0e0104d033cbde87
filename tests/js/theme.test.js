import assert from "node:assert/strict";
import { test } from "node:test";

import { DIVERGENT, KINDS } from "../../orgnet_views/js/core/kinds.js";
import { inviting, logarithmic } from "../../orgnet_views/js/draw/chart.js";
import { SCALES, scaleFor, signalScale } from "../../orgnet_views/js/draw/measures.js";
import { NEVER, RAMPS, contrast, ramp, rgb, seen, translucent } from "../../orgnet_views/js/draw/theme.js";
import { frameOf } from "./fakes.js";

const colour = (hex) => `rgb(${rgb(hex).join()})`;

test("a ramp goes from its first colour to its last", () => {
  assert.equal(ramp(RAMPS.size, 0), colour(RAMPS.size[0]));
  assert.equal(ramp(RAMPS.size, 1), colour(RAMPS.size.at(-1)));
  assert.equal(ramp(RAMPS.sign, 0.5), colour(RAMPS.sign[3]));
  assert.equal(ramp(["#000000", "#FFFFFF"], 0.5), "rgb(128,128,128)");
});

test("what is not a number is as alarming as divergence", () => {
  assert.equal(ramp(RAMPS.size, NaN), KINDS[DIVERGENT].colour);
  assert.equal(SCALES.replication_error.colour(NaN), KINDS[DIVERGENT].colour);
});

test("colours are read from either notation", () => {
  assert.deepEqual([rgb("#E69F00"), rgb("rgb(230,159,0)")], [[230, 159, 0], [230, 159, 0]]);
  assert.equal(translucent("#E69F00", 0.2), "rgba(230,159,0,0.2)");
});

test("a measure beyond its range has the colour of its end", () => {
  const { colours, colour: colourOf } = SCALES.replication_error;
  assert.equal(colourOf(1e-8), colour(colours[0]));
  assert.equal(colourOf(1e-12), colour(colours[0]));
  assert.equal(colourOf(1e3), colour(colours.at(-1)));
  assert.notEqual(colourOf(1e-4), colourOf(1e-5));
});

test("signs lie on either side of white, in equal measure", () => {
  for (const scale of [SCALES.weight, SCALES.task_contribution]) {
    assert.equal(scale.colour(0), colour(RAMPS.sign[3]));
    assert.equal(scale.colour(scale.range[0]), colour(RAMPS.sign[0]));
    assert.equal(scale.colour(scale.range[1]), colour(RAMPS.sign.at(-1)));
  }
});

test("the epoch of becoming one goes as far as the run, and never is grey", () => {
  const scale = scaleFor("became", [frameOf(0), frameOf(500)]);
  assert.deepEqual(scale.range, [0, 50]);
  assert.equal(scale.colour(50), colour(RAMPS.size.at(-1)));
  assert.deepEqual([scale.colour(NaN), scale.never], [NEVER, NEVER]);
});

test("signals reach as far as the strongest, of either sign, with what is faint still to be seen", () => {
  const scale = signalScale(Float64Array.of(0.1, -4, 0));
  assert.deepEqual(scale.range, [-4, 4]);
  assert.deepEqual([scale.colour(-4), scale.colour(0), scale.colour(4)], [0, 3, 6].map((i) => colour(RAMPS.sign[i])));
  assert.notEqual(scale.colour(0.02), scale.colour(0));
  assert.deepEqual(signalScale(new Float64Array(2)).range, [-1, 1], "of nothing at all");
});

test("a kind has no scale", () => assert.equal(scaleFor("kind", [frameOf(0)]), null));

test("an empty chart invites to press Play while more may come", () => {
  const words = (more) => inviting(more).annotations[0].text;
  assert.match(words(true), /Press Play/);
  assert.match(words(false), /Only the start/);
});

test("a logarithmic axis names its powers of ten", () => {
  const { tickvals, ticktext } = logarithmic(4);
  assert.equal(ticktext[tickvals.indexOf(1)], "10⁰");
  assert.equal(ticktext[tickvals.indexOf(10 ** -8)], "10⁻⁸");
});

test("contrasts are those of WCAG's examples", () => {
  assert.equal(contrast("#000000", "#FFFFFF"), 21);
  assert.equal(contrast("#777777", "#FFFFFF").toFixed(2), "4.48");
  assert.equal(contrast("#FFFFFF", "#E69F00").toFixed(2), "2.25");
});

test("every kind has an outline that is seen, light and dark", () => {
  for (const theme of [{ text: "#0F151D", background: "#FFFFFF" }, { text: "#E4E9F0", background: "#0E1219" }]) {
    for (const { colour } of KINDS) assert.ok(contrast(seen(colour, theme), theme.background) >= 3);
  }
  assert.equal(seen("#0072B2", { text: "#0F151D", background: "#FFFFFF" }), "#0072B2");
});
