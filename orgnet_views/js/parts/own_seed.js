// A follower's own seed, where a lecture offers some: a button to grow it, then how far it is.

import { addButton, addElement } from "../draw/dom.js";
import { announce } from "./announcer.js";
import { lectures, request } from "./lecturer.js";

/**
 * @typedef {object} Mine as the server tells it
 * @property {number | null} seed none where all are taken
 * @property {string | null} run once there is one
 * @property {string} state of the run
 */

/** @type {Record<string, string>} */
export const STANDS = {
  ready: "", queued: "is queued", running: "is training", paused: "is paused", stopped: "was stopped",
  finished: "is finished", diverged: "diverged", failed: "failed", interrupted: "was interrupted",
};

export class OwnSeed {
  /**
   * Appends to `element` what there is to see and press, once `show` has been told of a seed.
   * @param {HTMLElement} element
   * @param {string} code of the lecture
   * @param {(run: string) => void} visit leads to a run
   */
  constructor(element, code, visit) {
    this.code = code;
    this.words = addElement(element, "span", "seed");
    this.button = addButton(element, "", () => this.grow(), { className: "grow" });
    this.look = addButton(element, "See it", () => this.mine?.run && visit(this.mine.run));
    /** @type {Mine | null} */
    this.mine = null;
    this.refused = ""; // why it did not grow
    this.show(null);
  }

  /** @param {Mine | null} mine null: the lecture offers none */
  show(mine) {
    this.mine = mine;
    const { seed = null, run = null, state = "ready" } = mine ?? {};
    const rests = state === "ready" || state === "paused" || state === "interrupted";
    this.button.hidden = seed === null || !rests;
    this.button.textContent = `Grow mine (seed ${seed})`;
    this.look.hidden = run === null;
    const stands = STANDS[state] && `Your seed ${seed} ${STANDS[state]}`;
    const words = mine && seed === null ? "All seeds are taken" : stands;
    this.words.textContent = rests && this.refused ? this.refused : words;
    if (this.words.textContent) announce(this.words.textContent);
    this.words.hidden = !this.words.textContent;
  }

  async grow() {
    this.button.disabled = true;
    const { answer, error } = await request("POST", `${lectures()}/${encodeURIComponent(this.code)}/seed`);
    this.button.disabled = false;
    this.refused = error ?? "";
    this.show(error ? this.mine : answer);
  }
}
