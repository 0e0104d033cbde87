import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const OURS = new URL("../../orgnet_views/js/vendor/", import.meta.url);
const THEIRS = new URL("../../node_modules/plotly.js-basic-dist-min/", import.meta.url);

test("Plotly is, byte for byte, what the lock file names", () => {
  for (const [ours, theirs] of [["plotly-basic.min.js", "plotly-basic.min.js"], ["LICENSE.plotly", "LICENSE"]]) {
    assert.deepEqual(readFileSync(new URL(ours, OURS)), readFileSync(new URL(theirs, THEIRS)), ours);
  }
});
