// One store for each run in the page: its frames, what is selected, what is under the pointer.
// Views listen and draw; nobody else keeps state. Stores outlive boards, so that a selection
// survives a change of page.

import { fromRanges } from "./ranges.js";
import { decode, withBecame } from "./wire.js";

const stores = new Map();

export function storeOf(run) {
  if (!stores.has(run)) stores.set(run, new RunStore(run));
  return stores.get(run);
}

const GROWING = ["ready", "queued", "running", "paused"];
const PAUSE = { running: 350, other: 700, lost: 2000 }; // milliseconds between two questions

class RunStore {
  constructor(run) {
    this.run = run;
    this.url = `/organism/runs/${run}/frames`;
    this.frames = [];
    this.state = "loading"; // the run's state, or "lost" while the server does not answer
    this.selection = new Set(); // marks: particle numbers, but for organisms shown in part
    this.before = []; // earlier selections, for undo
    this.hover = null; // a mark
    this.picked = null; // { mark, event } of the last click on a mark, until it is put away
    this.tool = "click"; // what dragging in a view does: "click" nothing, "box" or "lasso" select
    this.position = null; // number of the frame that all views show; null follows the newest
    this.wanted = null; // a view that waits for its frames
    this.query = {}; // what the address is to say besides: "" nothing, null what is too long for it
    this.listeners = new Set();
  }

  // Calls `listener(what)`, what being "frames", "state", "position", "selection", "hover",
  // "picked", "tool" or "query"; returns the way out.
  listen(listener) {
    this.listeners.add(listener);
    if (this.listeners.size === 1) this.follow();
    return () => this.listeners.delete(listener);
  }

  tell(what) {
    for (const listener of this.listeners) listener(what);
  }

  get shown() {
    return Math.min(this.position ?? Infinity, this.frames.length - 1);
  }

  // Show one recorded frame in every view, or (null) the newest one, now and from now on.
  seek(position) {
    this.wanted = null;
    if (position === this.position) return;
    this.position = position;
    this.tell("position");
  }

  // Show what a link or a lecturer names, as soon as the frames are there: a step (null: the newest),
  // a selection as text. What is undefined stays as it is.
  want({ step, selected }) {
    this.wanted = { step, selected };
    this.fulfil();
  }

  fulfil() {
    if (!this.wanted || !this.frames.length) return;
    const { step, selected } = this.wanted;
    if (selected !== undefined) {
      this.wanted.selected = undefined;
      this.select(fromRanges(selected, this.frames[0].kind.length) ?? []);
    }
    const toCome = this.frames.at(-1).step < step && (this.state === "running" || !this.complete);
    if (toCome) return;
    this.wanted = null;
    if (step === null) this.seek(null);
    else if (step !== undefined) this.seek(Math.max(0, this.frames.findLastIndex((frame) => frame.step <= step)));
  }

  select(particles) {
    this.before.push(this.selection);
    this.selection = new Set(particles);
    this.tell("selection");
  }

  // A click on a mark: select it, or no longer, and offer to look inside it.
  pick(mark, event) {
    this.toggle(mark);
    this.picked = this.selection.has(mark) ? { mark, event } : null;
    this.tell("picked");
  }

  putAway() {
    if (!this.picked) return;
    this.picked = null;
    this.tell("picked");
  }

  // Told at every run of the page's script, for that may have written an older address.
  name(query) {
    this.query = query;
    this.tell("query");
  }

  use(tool) {
    this.tool = tool;
    this.tell("tool");
  }

  toggle(particle) {
    const others = [...this.selection].filter((selected) => selected !== particle);
    this.select(this.selection.has(particle) ? others : [...others, particle]);
  }

  undo() {
    this.selection = this.before.pop() ?? this.selection;
    this.tell("selection");
  }

  point(particle) {
    if (particle === this.hover) return;
    this.hover = particle;
    this.tell("hover");
  }

  // Ask for new frames for as long as somebody listens and there may be some.
  async follow() {
    if (this.following) return;
    this.following = true;
    while (this.listeners.size && (await this.fetch())) {
      await new Promise((done) => setTimeout(done, PAUSE[this.state] ?? PAUSE.other));
    }
    this.following = false;
  }

  // One question; true if it is worth asking again.
  async fetch() {
    let answer;
    try {
      answer = await fetch(`${this.url}?from=${this.frames.length}`);
      if (answer.status === 404) return this.enter("gone");
      if (!answer.ok) throw new Error(answer.status);
      answer = decode(await answer.arrayBuffer());
    } catch {
      this.enter("lost");
      return true;
    }
    if (answer.total < this.frames.length) this.frames = []; // the server went back in time
    else for (const frame of answer.frames) this.frames.push(withBecame(frame, this.frames.at(-1)));
    this.enter(answer.state);
    if (answer.frames.length) this.tell("frames");
    this.complete = this.frames.length === answer.total;
    this.fulfil();
    if (!this.complete) return this.fetch();
    return GROWING.includes(answer.state);
  }

  enter(state) {
    const changed = state !== this.state;
    this.state = state;
    if (changed) this.tell("state");
    return false;
  }
}
