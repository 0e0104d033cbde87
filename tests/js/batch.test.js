import assert from "node:assert/strict";
import { test } from "node:test";
import { nameOf, noteOf, sentenceOf } from "../../orgnet_views/js/core/batch.js";

const STOP = { part: null, steps: [0, 0], of: 5, came: 0, pushed: 0, left: 925, largest: 0.0123, momenta: true, beyond: false };

function frame(changes = {}, loss = null) {
  return { step: 1200, train_loss: loss, kinds: [270, 925, 5, 0, 0], stop: { ...STOP, ...changes } };
}

test("before the batch it says how many are under ε, and the batch's loss", () => {
  assert.equal(
    sentenceOf(frame({}, 0.42), undefined),
    "Before the batch: the replication error of 275 particles is under ε = 10⁻⁵, 925 are over it. Task loss on this batch: 0.420.",
  );
});

test("an SR step says who came under ε and what became of the largest error", () => {
  const after = frame({ part: "replication", steps: [3, 3], came: 12, left: 913, largest: 0.011 }, 0.42);
  assert.equal(
    sentenceOf(after, frame()),
    "SR step 3 of 5: 12 particles came under ε, 0 went over it; the largest error fell from 0.0123 to 0.0110; 913 are over it.",
  );
  assert.equal(nameOf(after.stop), "SR 3");
});

test("several steps in one are named from the first to the last", () => {
  const { stop } = frame({ part: "replication", steps: [4, 6], of: 60, came: 1, left: 1 });
  assert.match(sentenceOf({ ...frame(), stop }, frame()), /^SR steps 4 to 6 of 60: 1 particle came under ε.* 1 is over it\.$/);
  assert.equal(nameOf(stop), "SR 4–6");
});

test("the task step says whom it pushed over ε, and what it did for the batch", () => {
  const after = frame({ part: "task", came: 2, pushed: 37, left: 960, largest: 0.5 }, 0.39);
  assert.equal(
    sentenceOf(after, frame({}, 0.42)),
    "Task step: 37 particles were pushed over ε, 2 came under it; the largest error rose from 0.0123 to 0.500; 960 are over it. " +
      "Task loss on this batch: 0.420 before, 0.390 after.",
  );
});

test("an error that is no number any more rose, and one that stays is still that", () => {
  const diverged = frame({ part: "task", pushed: 1, largest: null });
  assert.match(sentenceOf(diverged, frame()), /1 particle was pushed over ε.*rose from 0\.0123 to not a number/);
  assert.match(sentenceOf(frame({ part: "task" }), frame()), /the largest error is still 0\.0123/);
});

test("under a constraint the task step moves nobody, and what follows does", () => {
  assert.match(sentenceOf(frame({ part: "aim" }), frame()), /no particle has moved yet/);
  const followed = frame({ part: "constraint", came: 3, left: 0, largest: 1e-6 });
  assert.match(sentenceOf(followed, frame()), /^Constraint, .*: 3 particles came under ε, .*; 0 are over it\.$/);
  assert.deepEqual(["entry", "task", "aim", "constraint", null].map((part) => nameOf({ ...STOP, part })), [
    "Entry", "Task", "Task", "Constraint", "Before",
  ]);
});

test("it says what the batch began with", () => {
  assert.equal(noteOf(frame()), "After step 1,200: this is the run's next batch. Momenta are the run's own. The run itself is unchanged.");
  assert.match(noteOf(frame({ momenta: false })), /Momenta start at 0, as only the weights were recorded, and the run's own batch was a little different\./);
  assert.match(noteOf(frame({ momenta: false, beyond: true })), /the schedule ends here; this is the batch that would follow\. Momenta start at 0, as only the weights were recorded\./);
});
