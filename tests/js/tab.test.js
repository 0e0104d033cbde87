import assert from "node:assert/strict";
import { test } from "node:test";

import { keep, recall } from "../../orgnet_views/js/core/tab.js";

function storage(get) {
  Object.defineProperty(globalThis, "sessionStorage", { configurable: true, get });
}

function deny() {
  throw new Error("Access is denied for this document.");
}

test("a tab keeps what it is told to, also where the browser denies it", () => {
  const kept = new Map();
  const given = {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => kept.set(name, text),
    removeItem: (name) => kept.delete(name),
  };
  for (const get of [() => given, deny]) {
    storage(get);
    assert.equal(recall("lecture"), null);
    keep("lecture", "bcdfg");
    assert.equal(recall("lecture"), "bcdfg");
    keep("lecture", null);
    assert.equal(recall("lecture"), null);
  }
});
