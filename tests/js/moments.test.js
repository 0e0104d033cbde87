import assert from "node:assert/strict";
import { test } from "node:test";

import { epochsOf, kindsAt, placeOf, shareOf } from "../../orgnet_views/js/core/moments.js";

const run = (...epochs) => ({ epochs, kinds: epochs.map((epoch) => Uint8Array.of(epoch, 0)) });

test("the common epochs are those of all runs, once each and in order", () => {
  assert.deepEqual(epochsOf([run(0, 1, 2), run(0, 0.5, 2, 10)]), [0, 0.5, 1, 2, 10]);
  assert.deepEqual(epochsOf([]), []);
});

test("a run is shown as it was last recorded: one that is over, at its end", () => {
  const shown = (epoch) => kindsAt(run(0, 2, 4), epoch)[0];
  assert.deepEqual([0, 1.9, 2, 3, 99, Infinity].map(shown), [0, 0, 2, 2, 4, 4]);
  assert.equal(kindsAt(run(1, 2), 0)[0], 1, "before its first step, that one");
});

test("the slider stands at the last of the epochs until there", () => {
  assert.deepEqual([-1, 0, 3, Infinity].map((epoch) => placeOf([0, 2, 4], epoch)), [0, 0, 1, 2]);
});

test("self-replicators are a share of all particles", () => {
  assert.equal(shareOf(Uint8Array.of(0, 1, 4, 0)), 0.5);
});
