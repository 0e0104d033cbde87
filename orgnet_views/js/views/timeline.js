// The timeline: which recorded step all views show; replay, which a finished example begins by itself,
// and the way back to live. Beside it what takes this view to others: the link, the lecture.

import { formatCount } from "../core/format.js";
import { phaseInWords } from "../core/phases.js";
import { addButton, addElement, addSelect, setAttribute, wantsCalm, write } from "../draw/dom.js";
import { createFollower } from "../parts/follower.js";
import { boardShown, Lecturer } from "../parts/lecturer.js";
import { Link } from "../parts/link.js";
import { PhaseMarks } from "../parts/phase_marks.js";

/** @import { ArrayName, Change, Given, Shared, View } from "../core/contracts.js" */

const SPEEDS = [0.5, 1, 2, 4];
const FRAMES_PER_SECOND = 10; // at speed 1
const TOUCHES = ["pointerdown", "keydown"]; // end a replay that nobody asked for
const BY_ITSELF = 0.5; // speed of a replay that nobody asked for
const FIRST_SIGHT_MS = 1000; // before it the newest step stands still

/** @type {ArrayName[]} */
export const arrays = [];

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new Timeline(element, shared);
}

class Timeline {
  /** @type {Change[]} */
  wants = ["frames", "position", "selection", "query"];

  /** @param {HTMLElement} element @param {Shared} shared */
  constructor(element, { store, kept, followLecture, plays }) {
    this.store = store;
    this.element = element;
    element.className += " timeline-bar";
    this.play = addButton(element, "▶ Replay", () => (this.playing ? this.rest() : this.replay()), { className: "play" });
    this.speed = addSelect(element, "speed of the replay", SPEEDS.map((factor) => [String(factor), `${factor}×`]));
    this.speed.value = "1";
    const track = addElement(element, "div", "track");
    this.slider = this.addSlider(track);
    this.marks = new PhaseMarks(track);
    this.words = addElement(element, "output");
    this.words.ariaLive = "off"; // the slider says it
    this.live = addButton(element, "Back to live", () => this.seek(null));
    this.link = store.hasAddress ? new Link(element, store, kept) : null;
    const follower = followLecture && this.link && createFollower(element, store, followLecture);
    this.lecture = follower ?? (followLecture && this.link && new Lecturer(element, () => boardShown(store), this.link.say));
    this.replays = plays && !follower; // a lecturer says which step is shown
    this.playing = 0; // the replay's animation frame
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.starting = undefined; // a replay that nobody asked for
    this.isByItself = false; // whether nobody asked for the replay
  }

  /** @param {HTMLElement} element */
  addSlider(element) {
    const slider = addElement(element, "input");
    slider.type = "range";
    slider.min = "0";
    slider.setAttribute("aria-label", "recorded step");
    slider.addEventListener("input", () => this.seek(Number(slider.value)));
    return slider;
  }

  /** @param {number | null} position */
  seek(position) {
    this.rest();
    this.store.seek(position);
  }

  // From the shown frame on, or, at the newest, from the first.
  replay() {
    const { store } = this;
    clearTimeout(this.starting);
    let at = store.position === null || store.shown === store.frames.length - 1 ? 0 : store.shown;
    /** @type {number | null} */
    let before = null;
    /** @param {number} now */
    const tick = (now) => {
      at += before === null ? 0 : ((now - before) / 1000) * FRAMES_PER_SECOND * Number(this.speed.value);
      before = now;
      const last = store.frames.length - 1;
      store.seek(Math.min(last, Math.floor(at)));
      if (at >= last) this.seek(null);
      else this.playing = requestAnimationFrame(tick);
    };
    this.playing = requestAnimationFrame(tick);
    write(this.play, "❚❚ Pause");
  }

  // By itself: once for a run, all of which is there, unless the visitor named a step or wants no motion.
  replayOnce() {
    const { store } = this;
    if (!this.replays || store.wasReplayed || !store.complete || store.frames.length < 2) return;
    store.wasReplayed = true;
    if (wantsCalm() || store.position !== null || store.target) return;
    this.speed.value = String(BY_ITSELF);
    for (const touch of TOUCHES) addEventListener(touch, this.touched, { capture: true });
    this.isByItself = true;
    this.starting = setTimeout(() => this.replay(), FIRST_SIGHT_MS);
  }

  // Where the page is left meanwhile no other shows a step that nobody chose.
  beginAgain() {
    this.store.wasReplayed = false;
    this.store.seek(null);
  }

  /** @param {Event} event */
  touched = ({ target }) => {
    if (!this.element.contains(/** @type {Node} */ (target))) this.rest();
  };

  rest() {
    for (const touch of TOUCHES) removeEventListener(touch, this.touched, { capture: true });
    clearTimeout(this.starting);
    cancelAnimationFrame(this.playing);
    this.playing = 0;
    this.isByItself = false;
    write(this.play, "▶ Replay");
  }

  /** @param {Given} given */
  draw(given) {
    const { frames, frame, phases } = given;
    const { store, slider, words } = this;
    setAttribute(slider, "max", String(frames.length - 1));
    slider.value = String(store.shown);
    slider.disabled = this.play.disabled = frames.length < 2;
    this.live.disabled = store.position === null;
    const when = `epoch ${frame.epoch.toFixed(frame.epoch % 1 ? 2 : 0)}, step ${formatCount(frame.step)}`;
    const said = store.position === null ? `latest: ${when}` : when;
    write(words, said);
    const phase = phaseInWords(phases, frame.epoch);
    slider.setAttribute("aria-valuetext", phase ? `${said}, ${phase}` : said);
    this.marks.draw(given);
    this.link?.update();
    this.lecture?.update();
    this.replayOnce();
  }

  destroy() {
    if (this.isByItself) this.beginAgain();
    this.rest();
    this.link?.destroy();
    this.lecture?.destroy();
  }
}
