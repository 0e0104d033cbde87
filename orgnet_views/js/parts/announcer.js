// What a page says by itself to who does not see it: one sentence at a time, the newest, in one polite live
// region, with a pause after each in which a screen reader says it to its end.

import { addElement } from "../draw/dom.js";

const PAUSE_MS = 5000;

/** @type {HTMLElement | undefined} */
let region;
let waiting = ""; // the sentence to be said after the pause
let isPausing = false;

/** @param {string} sentence */
export function announce(sentence) {
  if (sentence === (waiting || region?.textContent)) return;
  waiting = sentence;
  if (!isPausing) say();
}

function say() {
  region ??= addRegion();
  isPausing = waiting !== "";
  if (!isPausing) return;
  region.textContent = waiting;
  waiting = "";
  setTimeout(say, PAUSE_MS);
}

function addRegion() {
  const element = addElement(document.body, "p", "orgnet-announcer");
  element.role = "status";
  element.style.cssText = "position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%)";
  return element;
}
