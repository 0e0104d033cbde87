import assert from "node:assert/strict";
import { test } from "node:test";

import { Address, LONGEST, leftOut, linkTo, viewOf } from "../../orgnet_views/js/core/address.js";
import { RunStore } from "../../orgnet_views/js/core/store.js";
import { FakeSource, frameOf, visit } from "./fakes.js";

const KEPT = ["run", "particle", "controls", "type"];

// A store with three steps, of which it shows the second, and two selected marks.
function shown() {
  const store = new RunStore("abc", new FakeSource());
  store.frames = [frameOf(0), frameOf(10), frameOf(20)];
  store.seek(1);
  store.select([0, 1]);
  return store;
}

test("a fragment names a step and a selection", () => {
  assert.deepEqual(viewOf("#step=1200&selected=0-44_90"), { view: { step: 1200, selected: "0-44_90" }, problem: "" });
  assert.deepEqual(viewOf("#selected=0-44,90").view, { selected: "0-44,90" }, "as links of before have it");
  assert.deepEqual(viewOf("#elsewhere"), { view: {}, problem: "" });
  assert.deepEqual(viewOf(""), { view: {}, problem: "" });
});

test("what a fragment cannot mean is said, and the rest is shown", () => {
  for (const fragment of ["step=x&selected=2", "step=-1&selected=2", "step=1234567890&selected=2"]) {
    const { view, problem } = viewOf(fragment);
    assert.deepEqual(view, { selected: "2" });
    assert.equal(problem, "The link's step or selection cannot be read.");
  }
  assert.ok(viewOf("selected=5-3").problem && viewOf(`selected=${"1_".repeat(LONGEST)}1`).problem);
});

test("a link holds run, page, step, selection and what the page says besides, and nothing else", () => {
  visit("https://lab.example/prune?run=old&particle=7&controls=off&by=random&steer=secret#step=1");
  const store = shown();
  store.setQuery({ by: "l1_global", count: "4", kept: "" });
  assert.equal(linkTo(store, KEPT),
    "https://lab.example/prune?run=abc&particle=7&controls=off&by=l1_global&count=4#step=10&selected=0-1");
});

test("a link to the newest step names none", () => {
  visit("https://lab.example/?run=abc");
  const store = shown();
  store.seek(null);
  store.select([]);
  assert.equal(linkTo(store, KEPT), "https://lab.example/?run=abc");
});

test("a selection that is too long is left out, and said to be", () => {
  visit("https://lab.example/?run=abc");
  const store = shown();
  store.select(Array.from({ length: LONGEST }, (_, i) => 2 * i));
  assert.equal(linkTo(store, KEPT), "https://lab.example/?run=abc#step=10");
  assert.equal(leftOut(store), "selection");
  store.setQuery({ kept: null });
  assert.equal(leftOut(store), "selection and the saved cut");
  store.select([]);
  assert.equal(leftOut(store), "saved cut");
});

test("the address follows the store once it has settled", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const bar = visit("https://lab.example/?run=abc");
  const store = shown();
  const address = new Address(store, () => {});
  store.seek(1);
  address.update();
  assert.equal(bar.url.href, "https://lab.example/?run=abc", "not at once");
  t.mock.timers.tick(1000);
  assert.equal(bar.url.href, "https://lab.example/?run=abc#step=10&selected=0-1");
  store.seek(null);
  store.select([]);
  address.update();
  t.mock.timers.tick(1000);
  assert.equal(bar.url.href, "https://lab.example/?run=abc");
  address.destroy();
  assert.equal(bar.listeners.size, 0);
});

// What the address becomes after a while.
function followed(t, href, prepare = () => {}) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const bar = visit(href);
  const store = shown();
  const address = new Address(store, () => {});
  prepare(store);
  address.update();
  t.mock.timers.tick(1000);
  return bar.url.href;
}

test("the address of another run is left alone", (t) => {
  assert.equal(followed(t, "https://lab.example/?run=other"), "https://lab.example/?run=other");
});

test("another's fragment stays while there is nothing to say", (t) => {
  const href = "https://lab.example/?run=abc#heading";
  const found = followed(t, href, (store) => {
    store.seek(null);
    store.select([]);
  });
  assert.equal(found, href);
});

test("a link that waits for its frames stays in the address", (t) => {
  const href = "https://lab.example/?run=abc#step=30";
  const found = followed(t, href, (store) => { store.state = "running"; store.setTarget({ step: 30 }); });
  assert.equal(found, href);
});

test("an address is read when the page opens and when a fragment is typed into it", () => {
  const bar = visit("https://lab.example/?run=abc#step=20&selected=2");
  const store = shown();
  const said = [];
  new Address(store, (sentence) => said.push(sentence));
  assert.deepEqual([store.position, [...store.selection]], [2, [2]]);
  const type = (hash) => {
    const newURL = new URL(hash, bar.url).href;
    for (const listener of bar.listeners) listener({ newURL });
  };
  type("#step=never");
  assert.deepEqual(said, ["The link's step or selection cannot be read."]);
  bar.url.hash = "#step=20"; // as the store writes it, before the event of the typed one comes
  type("#step=10&selected=1");
  assert.deepEqual([store.position, [...store.selection]], [1, [1]]);
  store.seek(0);
  visit("https://lab.example/?run=abc#step=20");
  new Address(store, () => {});
  assert.equal(store.position, 0, "a board that comes later finds the store as it is");
});

test("a page of one run has an address that need not name it", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const bar = visit("file:///home/me/replay.html#step=20&selected=2");
  const store = shown();
  store.isNamed = false;
  const address = new Address(store, () => {});
  assert.deepEqual([store.position, [...store.selection]], [2, [2]]);
  store.seek(1);
  address.update();
  t.mock.timers.tick(1000);
  assert.equal(bar.url.href, "file:///home/me/replay.html#step=10&selected=2");
  assert.equal(linkTo(store, []), bar.url.href);
});

test("a frame without an address of its own stays as it is", (t) => {
  const href = "https://lab.example/?run=abc";
  const found = followed(t, href, () => { globalThis.history.replaceState = () => { throw new Error("denied"); }; });
  assert.equal(found, href);
});
