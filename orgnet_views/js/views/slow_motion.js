// Slow motion: the parts of one batch, one after another, by buttons, keys or at a pace; and what each
// of them did.

import { nameOf, noteOf, sentenceOf } from "../core/batch.js";
import { addButton, addElement, addSelect } from "../draw/dom.js";
import { announce, answer, tell } from "../parts/announcer.js";

/** @import { Change, Given, Shared, View } from "../core/contracts.js" */

const PACES = [["4000", "slowly"], ["2000", "steadily"], ["800", "briskly"]]; // milliseconds between two parts
const KEYS = { ",": -1, ".": 1 };

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new SlowMotion(element, shared);
}

class SlowMotion {
  /** @type {Change[]} */
  wants = ["frames", "position"];

  /** @param {HTMLElement} element @param {Shared} shared */
  constructor(element, { store }) {
    this.store = store;
    const bar = addElement(element, "div", "bar");
    this.back = addButton(bar, "◀ Back", () => this.move(-1), { title: "The part before. Keyboard: comma" });
    this.play = addButton(bar, PLAY, () => (this.playing ? this.rest() : this.run()), { title: "One part after another." });
    this.next = addButton(bar, "Next ▶", () => this.move(1), { title: "The next part. Keyboard: full stop" });
    this.back.setAttribute("aria-keyshortcuts", ",");
    this.next.setAttribute("aria-keyshortcuts", ".");
    this.pace = addSelect(bar, "pace", /** @type {[string, string][]} */ (PACES), () => this.playing && this.run());
    this.pace.value = "2000";
    this.parts = addElement(bar, "span", "parts");
    this.said = addElement(element, "p", "sentence");
    this.note = addElement(element, "p", "beginning");
    this.playing = 0; // the timer of the next part
    this.listening = new AbortController();
    window.addEventListener("keydown", (event) => this.onKey(event), { signal: this.listening.signal });
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const by = KEYS[/** @type {keyof typeof KEYS} */ (event.key)];
    if (!by || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    this.move(by);
  }

  /** @param {number} by */
  move(by) {
    this.rest();
    this.go(this.store.shown + by);
  }

  /** @param {number} part */
  go(part) {
    this.store.seek(Math.max(0, Math.min(this.store.frames.length - 1, part)));
  }

  // From here on, or from the beginning where it has come to the end.
  run() {
    const isAtEnd = () => this.store.shown >= this.store.frames.length - 1;
    clearInterval(this.playing);
    if (isAtEnd()) this.go(0);
    this.playing = window.setInterval(() => {
      this.go(this.store.shown + 1);
      if (isAtEnd()) this.rest();
    }, Number(this.pace.value));
    this.play.textContent = "❚❚ Pause";
  }

  rest() {
    clearInterval(this.playing);
    this.playing = 0;
    this.play.textContent = PLAY;
  }

  /** @param {Given} given */
  draw({ frames, frame }) {
    const { shown } = this.store;
    this.back.disabled = shown === 0;
    this.next.disabled = shown === frames.length - 1;
    this.showParts(frames.map(({ stop }) => (stop ? nameOf(stop) : "")), shown);
    tell(this.said, sentenceOf(frame, frames[shown - 1]), this.playing ? announce : answer);
    this.note.textContent = noteOf(frame);
  }

  /** @param {string[]} names @param {number} shown */
  showParts(names, shown) {
    const { parts } = this;
    if (parts.childElementCount !== names.length) {
      parts.replaceChildren();
      names.forEach((name, i) => addButton(parts, name, () => { this.rest(); this.go(i); }));
    }
    [...parts.children].forEach((part, i) => part.setAttribute("aria-pressed", String(i === shown)));
  }

  destroy() {
    this.rest();
    this.listening.abort();
  }
}

const PLAY = "▶ Play";

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}
