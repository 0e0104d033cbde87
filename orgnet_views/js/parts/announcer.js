// What a page says by itself to who does not see it: one sentence at a time, the newest, in one polite live
// region, with a pause after each in which a screen reader says it to its end. An answer to a key does not
// wait.

import { addElement } from "../draw/dom.js";

const PAUSE_MS = 5000;

/** @type {HTMLElement | undefined} */
let region;
let last = ""; // that was announced
let waiting = ""; // the sentence to be said after the pause
let isPausing = false;

/** @param {string} sentence */
export function announce(sentence) {
  if (sentence === last) return;
  last = waiting = sentence;
  if (!isPausing) say();
}

/** @param {string} sentence */
export function answer(sentence) {
  region ??= addRegion();
  region.textContent = sentence;
  waiting = "";
  if (!isPausing) setTimeout(say, PAUSE_MS);
  isPausing = true;
}

/**
 * Have an element say what came of what a visitor did, to the ear as well; what it says at first is only to
 * be read.
 * @param {HTMLElement} element
 * @param {string} sentence
 * @param {(sentence: string) => void} [speak]
 */
export function tell(element, sentence, speak = answer) {
  const before = element.textContent;
  if (before === sentence) return;
  element.textContent = sentence;
  if (before) speak(sentence);
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
