// The timeline: which recorded step all views show; replay, and the way back to live. Beside it what
// takes this view to others: the link, the lecture.

import { formatCount } from "../core/format.js";
import { phaseInWords } from "../core/phases.js";
import { addButton, addElement, addSelect } from "../draw/dom.js";
import { createFollower } from "../parts/follower.js";
import { boardShown, Lecturer } from "../parts/lecturer.js";
import { Link } from "../parts/link.js";
import { PhaseMarks } from "../parts/phase_marks.js";

/** @import { ArrayName, Change, Given, Shared, View } from "../core/contracts.js" */

const SPEEDS = [0.5, 1, 2, 4];
const FRAMES_PER_SECOND = 10; // at speed 1

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
  constructor(element, { store, kept, followLecture }) {
    this.store = store;
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
    this.lecture = followLecture && this.link
      && (createFollower(element, store, followLecture) ?? new Lecturer(element, () => boardShown(store), this.link.say));
    this.playing = 0; // the replay's animation frame
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
    let at = store.position === null || store.shown === store.frames.length - 1 ? 0 : store.shown;
    /** @type {number | null} */
    let before = null;
    /** @param {number} now */
    const tick = (now) => {
      at += before === null ? 0 : ((now - before) / 1000) * FRAMES_PER_SECOND * Number(this.speed.value);
      before = now;
      const last = store.frames.length - 1;
      store.seek(Math.min(last, Math.floor(at)));
      if (at >= last) this.rest();
      else this.playing = requestAnimationFrame(tick);
    };
    this.playing = requestAnimationFrame(tick);
    this.play.textContent = "❚❚ Pause";
  }

  rest() {
    cancelAnimationFrame(this.playing);
    this.playing = 0;
    this.play.textContent = "▶ Replay";
  }

  /** @param {Given} given */
  draw(given) {
    const { frames, frame, phases } = given;
    const { store, slider, words } = this;
    slider.max = String(frames.length - 1);
    slider.value = String(store.shown);
    slider.disabled = this.play.disabled = frames.length < 2;
    this.live.disabled = store.position === null;
    const when = `epoch ${frame.epoch.toFixed(frame.epoch % 1 ? 2 : 0)}, step ${formatCount(frame.step)}`;
    words.textContent = store.position === null ? `latest: ${when}` : when;
    const phase = phaseInWords(phases, frame.epoch);
    slider.setAttribute("aria-valuetext", phase ? `${words.textContent}, ${phase}` : words.textContent);
    this.marks.draw(given);
    this.link?.update();
    this.lecture?.update();
  }

  destroy() {
    this.rest();
    this.link?.destroy();
    this.lecture?.destroy();
  }
}
