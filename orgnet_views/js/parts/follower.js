// A follower's side of a lecture: asks where the lecturer looks, and looks there too. Who moves by
// themselves looks around alone until they follow again.

import { viewShown } from "../core/address.js";
import { ask, whole } from "../core/answers.js";
import { addButton, addElement } from "../draw/dom.js";
import { announce } from "./announcer.js";
import { lectures, pageShown } from "./lecturer.js";
import { OwnSeed } from "./own_seed.js";

/** @import { Refusal } from "../core/answers.js" */
/** @import { Store } from "../core/contracts.js" */
/** @import { Mine } from "./own_seed.js" */

/**
 * @typedef {object} View where the lecturer looks, as the server tells it
 * @property {number} version
 * @property {string} page
 * @property {string} run
 * @property {number | null} particle
 * @property {string} cut
 * @property {number | null} step
 * @property {string} selected
 * @property {Mine} [mine] the seed to grow, where the lecture offers some
 *
 * @typedef {object} Followed a lecture; outlives boards and changes of page
 * @property {string} code
 * @property {boolean} alone whether the follower looks around
 * @property {boolean} over
 * @property {View | null} view
 * @property {number | null} left when the page was asked to go to the lecturer's, while on the way
 */

const PAUSE_MS = 600; // between two questions
const PATIENCE_MS = 8000; // for the page to come to the lecturer's run

/** @type {Followed | null} */
let followed = null;

/** @typedef {(code: string, run?: string) => void} Go has the server open what a lecture shows, or a run */

/**
 * Appends words and a button to `element` if the address has ?follow=, or had; null otherwise.
 * @param {HTMLElement} element
 * @param {Store} store
 * @param {Go} go
 */
export function createFollower(element, store, go) {
  const code = new URLSearchParams(location.search).get("follow");
  if (code && code !== followed?.code) followed = { code, alone: false, over: false, view: null, left: null };
  return followed && new Follower(element, store, go, followed);
}

class Follower {
  /**
   * @param {HTMLElement} element
   * @param {Store} store
   * @param {Go} go
   * @param {Followed} lecture
   */
  constructor(element, store, go, lecture) {
    this.store = store;
    this.go = go;
    this.lecture = lecture;
    const bar = addElement(element, "span", "lecture");
    this.words = addElement(bar, "b");
    this.again = addButton(bar, "Follow again", () => this.rejoin());
    this.vote = addElement(bar, "a");
    Object.assign(this.vote, { href: `./follow?lecture=${encodeURIComponent(lecture.code)}`, textContent: "The lecturer asks: vote" });
    this.seed = new OwnSeed(bar, lecture.code, (run) => this.visit(run));
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.waiting = undefined;
    this.gone = false;
    this.show();
    this.poll();
  }

  show() {
    const { code, alone, over } = this.lecture;
    const following = alone ? "Exploring on your own" : `Following lecture ${code}`;
    this.words.textContent = over ? "The lecture is over; explore on your own" : following;
    announce(this.words.textContent);
    this.again.hidden = over || !alone;
    this.vote.hidden = over || this.lecture.view?.page !== "questions";
  }

  rejoin() {
    const { lecture } = this;
    lecture.alone = false;
    if (lecture.view) this.come(lecture.view);
    this.show();
  }

  // Away from the lecture, to the follower's own run.
  /** @param {string} run */
  visit(run) {
    this.lecture.alone = true;
    this.go(this.lecture.code, run);
    this.show();
  }

  /** @param {View} view */
  isThere(view) {
    const { page, run, particle, cut } = pageShown(this.store);
    return page === view.page && run === view.run && particle === view.particle && cut === view.cut;
  }

  /**
   * To the lecturer's page and run, or, there already, to the step and selection.
   * @param {View} view
   */
  come(view) {
    const { lecture } = this;
    if (view.page === "questions") return; // which has no board to follow on; a link leads to the vote
    if (this.isThere(view)) {
      lecture.left = null;
      this.store.setTarget({ step: view.step, selected: view.selected });
    } else if (lecture.left === null || performance.now() - lecture.left > PATIENCE_MS) {
      lecture.left = performance.now();
      this.go(lecture.code);
    }
  }

  async poll() {
    let pause = PAUSE_MS;
    try {
      const answer = await ask(`${lectures()}/${encodeURIComponent(this.lecture.code)}`);
      this.lecture.over = false;
      this.onView(await whole(answer.json()));
    } catch (error) {
      const { status } = /** @type {Refusal} */ (error);
      if (status === 404) this.lecture.over = true;
      pause = (status ? 20 : 4) * PAUSE_MS; // the store says that the server does not answer
    }
    this.show();
    if (!this.gone) this.waiting = setTimeout(() => this.poll(), pause);
  }

  /** @param {View} view */
  onView(view) {
    const { lecture } = this;
    const moved = view.version !== lecture.view?.version;
    lecture.view = view;
    this.seed.show(view.mine ?? null);
    if (lecture.alone || view.page === "questions") return;
    if (moved || lecture.left !== null) this.come(view);
    else if (!this.isThere(view)) lecture.alone = true; // went to another page or run
  }

  // The store has changed: by the lecturer, or is the follower looking around?
  update() {
    const { lecture, store } = this;
    if (!lecture.view || lecture.view.page === "questions" || lecture.alone || store.target || lecture.left !== null) return;
    const { step, selected } = viewShown(store);
    if (step === lecture.view.step && selected === lecture.view.selected) return;
    lecture.alone = true;
    this.show();
  }

  destroy() {
    this.gone = true;
    clearTimeout(this.waiting);
  }
}
