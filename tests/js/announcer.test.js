import assert from "node:assert/strict";
import { mock, test } from "node:test";

mock.timers.enable({ apis: ["setTimeout"] });
const said = []; // by the region, in order
globalThis.document = {
  createElement: () => ({ style: {}, text: "", get textContent() { return this.text; },
    set textContent(text) { this.text = text; said.push(text); } }),
  body: { append() {} },
};
const { announce, tell } = await import("../../orgnet_views/js/parts/announcer.js");

test("of many sentences the first is said at once, and then the newest every five seconds", () => {
  for (let tenth = 0; tenth < 120; tenth++) {
    announce(`Epoch ${tenth}`);
    mock.timers.tick(100);
  }
  assert.deepEqual(said, ["Epoch 0", "Epoch 49", "Epoch 99"]);
});

test("what was said is not said again, and a last sentence is not lost", () => {
  mock.timers.tick(20_000);
  assert.deepEqual(said.slice(3), ["Epoch 119"]);
  announce("Epoch 119");
  mock.timers.tick(20_000);
  assert.equal(said.length, 4);
  announce("Link copied");
  assert.equal(said.at(-1), "Link copied");
});

test("what came of a key is said at once, but not what an element says at first", () => {
  mock.timers.tick(20_000);
  const [element, before] = [{ textContent: "" }, said.length];
  tell(element, "Before the batch");
  assert.equal(said.length, before);
  tell(element, "SR step 1");
  tell(element, "SR step 1");
  tell(element, "SR step 2");
  assert.deepEqual(said.slice(before), ["SR step 1", "SR step 2"]);
  assert.equal(element.textContent, "SR step 2");
});
