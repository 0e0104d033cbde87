// What a phone says of its vote, and how counts are told.

import assert from "node:assert/strict";
import { test } from "node:test";

import { countInWords } from "../../orgnet_views/js/parts/guesses.js";
import { standing } from "../../orgnet_views/js/parts/vote.js";

const poll = { question: "useless", asks: "?", options: ["yes", "no"], state: /** @type {"open" | "closed" | "revealed"} */ ("open") };

test("a phone says what it voted and what may yet be done", () => {
  assert.equal(standing(poll, null), "What do you think? Choose one.");
  assert.equal(standing(poll, 1), "You guessed: no. You may change it until the vote closes.");
  assert.equal(standing({ ...poll, state: "closed" }, 0), "You guessed: yes. The vote is closed.");
  assert.equal(standing({ ...poll, state: "closed" }, null), "The vote is closed.");
});

test("once the result is shown it says whether the guess held", () => {
  const shown = { ...poll, state: /** @type {"revealed"} */ ("revealed"), right: 0 };
  assert.equal(standing(shown, 0), "You guessed: yes. That is what was found.");
  assert.equal(standing(shown, 1), "You guessed: no.");
  assert.equal(standing(shown, null), "You did not vote.");
});

test("counts have their share, unless nobody has voted", () => {
  assert.equal(countInWords(0, 0), "0");
  assert.equal(countInWords(1, 3), "1 (33 %)");
  assert.equal(countInWords(0, 3), "0 (0 %)");
});
