import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Pace } from "../../orgnet_views/js/core/pace.js";

mock.timers.enable({ apis: ["setTimeout"] });

// A view that is asked for a drawing of each step, as a board asks it.
function viewAt(ms) {
  const view = { step: 0, drawn: [], show(step) { view.step = step; view.draw(); } };
  const pace = new Pace(ms, () => view.draw());
  view.draw = () => { if (pace.allows()) view.drawn.push(view.step); };
  return view;
}

test("while steps go by quickly a slow view skips some, and it ends up at the one that is shown", () => {
  for (const last of [1, 2, 6, 7, 11, 60]) {
    const view = viewAt(100);
    for (let step = 1; step <= last; step++) {
      view.show(step);
      mock.timers.tick(16);
    }
    mock.timers.tick(1000);
    assert.equal(view.drawn.at(-1), last);
    assert.ok(view.drawn.length <= 2 + (16 * last) / 100, `${view.drawn.length} drawings of ${last} steps`);
    assert.equal(new Set(view.drawn).size, view.drawn.length, "none is drawn twice");
  }
});

test("one step now and then is drawn at once", () => {
  const view = viewAt(100);
  for (const step of [1, 2, 3]) {
    view.show(step);
    assert.deepEqual(view.drawn.at(-1), step);
    mock.timers.tick(150);
  }
});
