// One store for each run in the page: its frames, what is selected, what is under the pointer.
// Views listen and draw; nobody else keeps state. Stores outlive boards, so that a selection
// survives a change of page.

import { fromRanges } from "./ranges.js";
import { serverSource } from "./source.js";
import { withBecame } from "./wire.js";

/** @import { Change, Frame, Header, Phase, Probe, Query, RunStatus, Source, Tool } from "./contracts.js" */
/** @typedef {{ mark: number, event: MouseEvent | null }} Picked event: null for the keyboard's */
/** @typedef {{ from: number, answer: Promise<Header | null | undefined> }} Question undefined: silence */
/** @typedef {{ step?: number | null, selected?: string }} Target step null: the newest */

/** @type {Map<string, RunStore>} */
const stores = new Map();

/**
 * @param {string} run its id
 * @param {Source} [source] of a store that is not there yet, if not the page's server
 */
export function storeOf(run, source) {
  const store = stores.get(run) ?? new RunStore(run, source ?? serverSource(run));
  stores.set(run, store);
  return store;
}

export const LOADING = "loading"; // the state before the first answer
const RUNNING = "running"; // the state in which frames come quickest
const PAUSE_MS = { running: 350, other: 700, lost: 2000 }; // between two questions, by state
const AT_ONCE = 6; // questions on their way together: as many as browsers have connections
const CATCHING_UP_MS = 1000; // between two drawings while there is more to fetch than one answer holds

/** @param {number} ms */
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

export class RunStore {
  /**
   * @param {string} run its id
   * @param {Source} source
   * @param {Record<string, number>} [pauses] milliseconds, as PAUSE_MS
   */
  constructor(run, source, pauses = PAUSE_MS) {
    this.run = run;
    this.source = source;
    this.pauses = pauses;
    /** @type {Frame[]} */
    this.frames = [];
    /** @type {Phase[]} */
    this.phases = []; // of the run's schedule, which may get others
    this.epochs = 0; // of the whole schedule
    this.state = LOADING; // the run's, or "lost" without an answer, "gone" where it is not known
    this.more = true; // whether more frames may come
    this.complete = false; // whether all that were recorded when it last asked are here
    /** @type {RunStatus | null} */
    this.status = null; // when it last asked, of a server's run
    this.told = 0; // when views last heard of frames, or would have
    /** @type {Set<number>} */
    this.selection = new Set(); // marks: particle numbers, but for organisms shown in part
    /** @type {Set<number>[]} */
    this.before = []; // earlier selections, for undo
    /** @type {number | null} */
    this.hover = null; // a mark
    /** @type {Picked | null} */
    this.picked = null; // the last click on a mark, until it is put away
    /** @type {Probe | null} */
    this.probe = null; // what the organism is asked in this page
    /** @type {Tool} */
    this.tool = "click";
    /** @type {number | null} */
    this.position = null; // number of the frame that all views show; null follows the newest
    /** @type {Target | null} */
    this.target = null; // what is to be shown, while it waits for its frames
    /** @type {Query} */
    this.query = {}; // what the address is to say besides
    this.wasReplayed = false; // whether a timeline has replayed it by itself, or had reason not to
    this.addressed = false; // whether the address has been read into this store
    this.hasAddress = true; // whether the address says what is shown, and links can be made of it
    this.isNamed = true; // whether the address names the run, among others that the page could show
    /** @type {Set<(what: Change) => void>} */
    this.listeners = new Set();
    this.following = false;
    this.due = false; // whether a question is due
  }

  /**
   * Calls `listener` with each change; returns the way out.
   * @param {(what: Change) => void} listener
   */
  listen(listener) {
    this.listeners.add(listener);
    if (this.listeners.size === 1) this.follow();
    return () => { this.listeners.delete(listener); };
  }

  /** @param {Change} what */
  notify(what) {
    for (const listener of this.listeners) listener(what);
  }

  get shown() {
    return Math.min(this.position ?? Infinity, this.frames.length - 1);
  }

  /**
   * Show one recorded frame in every view, or (null) the newest one, now and from now on.
   * @param {number | null} position
   */
  seek(position) {
    this.target = null;
    if (position === this.position) return;
    this.position = position;
    this.notify("position");
  }

  /**
   * Show what a link or a lecturer names, as soon as the frames are there. What is undefined stays
   * as it is.
   * @param {Target} target
   */
  setTarget({ step, selected }) {
    this.target = { step, selected };
    this.reachTarget();
  }

  reachTarget() {
    if (!this.target || !this.frames.length) return;
    const { step, selected } = this.target;
    if (selected !== undefined) {
      this.target.selected = undefined;
      this.select(fromRanges(selected, this.frames[0].kind.length) ?? []);
    }
    const newest = this.frames[this.frames.length - 1].step;
    if (newest < (step ?? 0) && (this.state === RUNNING || !this.complete)) return; // to come
    this.target = null;
    if (step === null) this.seek(null);
    else if (step !== undefined) this.seek(Math.max(0, this.frames.findLastIndex((frame) => frame.step <= step)));
  }

  /** @param {Iterable<number>} marks */
  select(marks) {
    this.before.push(this.selection);
    this.selection = new Set(marks);
    this.notify("selection");
  }

  /** @param {number} mark */
  toggle(mark) {
    const others = [...this.selection].filter((selected) => selected !== mark);
    this.select(this.selection.has(mark) ? others : [...others, mark]);
  }

  undo() {
    this.selection = this.before.pop() ?? this.selection;
    this.notify("selection");
  }

  /**
   * A click on a mark: select it, or no longer, and offer to look inside it.
   * @param {number} mark
   * @param {MouseEvent | null} event
   */
  pick(mark, event) {
    this.toggle(mark);
    this.picked = this.selection.has(mark) ? { mark, event } : null;
    this.notify("picked");
  }

  putAway() {
    if (!this.picked) return;
    this.picked = null;
    this.notify("picked");
  }

  /** @param {number | null} mark */
  setHover(mark) {
    if (mark === this.hover) return;
    this.hover = mark;
    this.notify("hover");
  }

  /** @param {Probe | null} probe */
  setProbe(probe) {
    this.probe = probe;
    this.notify("probe");
  }

  /** @param {Tool} tool */
  setTool(tool) {
    this.tool = tool;
    this.notify("tool");
  }

  /**
   * Set whenever a board is shown: the page's script may have written an older address.
   * @param {Query} query
   */
  setQuery(query) {
    this.query = query;
    this.notify("query");
  }

  // Ask for new frames, once and then for as long as somebody listens and there may be some. A run that
  // came to its end may have been begun again: whoever learns so calls this once more.
  async follow() {
    this.due = true;
    if (this.following) return;
    this.following = true;
    do {
      this.due = false;
      if (!(await this.fetchNew())) continue;
      this.due = true;
      await wait(this.pauses[this.state] ?? this.pauses.other);
    } while (this.listeners.size && this.due);
    this.following = false;
  }

  // Fetch whatever is new; true if it is worth asking again. The first answer tells how many there are:
  // the rest is asked for at once, since whoever comes back for each waits for all else in a busy page.
  async fetchNew() {
    this.told = performance.now();
    /** @type {Question[]} */
    let ahead = [];
    do {
      if (ahead[0]?.from !== this.frames.length) ahead = [this.ask(this.frames.length)];
      const answer = await /** @type {Question} */ (ahead.shift()).answer;
      if (answer === undefined) this.enter("lost", this.more);
      else if (answer === null) this.enter("gone", false);
      else this.take(answer);
      if (!answer) return answer === undefined;
      if (!ahead.length) ahead = this.askForRest(answer);
    } while (!this.complete);
    return this.more;
  }

  /** @param {number} from @returns {Question} */
  ask(from) {
    return { from, answer: this.source.fetchFrames(from).catch(() => undefined) };
  }

  /** @param {Header} answer the last one: others may hold as many frames */
  askForRest({ total, frames: { length } }) {
    const left = length ? Math.ceil((total - this.frames.length) / length) : 0;
    return Array.from({ length: Math.min(left, AT_ONCE) }, (_, i) => this.ask(this.frames.length + i * length));
  }

  /** @param {Header} answer */
  take({ state, more, total, phases, epochs, status, frames }) {
    const isRescheduled = JSON.stringify(phases) !== JSON.stringify(this.phases);
    Object.assign(this, { phases, epochs });
    if (total < this.frames.length) this.frames = []; // the server went back in time
    else for (const frame of frames) this.frames.push(withBecame(frame, this.frames.at(-1)));
    this.complete = this.frames.length === total;
    // What grows is shown as far as it is there; what is over does not count up.
    if (this.complete || (more && performance.now() - this.told > CATCHING_UP_MS)) {
      this.enter(state, more);
      if (frames.length || isRescheduled) this.notify("frames");
      this.told = performance.now();
    }
    if (status && this.complete) this.hear(status);
    this.reachTarget();
  }

  /** @param {RunStatus} status of the newest frame */
  hear(status) {
    const changed = JSON.stringify(status) !== JSON.stringify(this.status);
    this.status = status;
    if (changed) this.notify("status");
  }

  /** @param {string} state @param {boolean} more */
  enter(state, more) {
    const changed = state !== this.state || more !== this.more;
    this.state = state;
    this.more = more;
    if (changed) this.notify("state");
  }
}
