// /follow?lecture=…: a lecture on a phone. Shows the run that the lecturer shows, at that step and
// with that selection, live while it grows. Who moves by themselves looks around alone until they
// follow again.

import { viewShown } from "./core/address.js";
import { ask, whole } from "./core/answers.js";
import { Events } from "./core/events.js";
import { addButton, addElement } from "./draw/dom.js";
import { Host } from "./host.js";
import { lectures } from "./parts/lecturer.js";
import { OwnSeed } from "./parts/own_seed.js";
import { Vote } from "./parts/vote.js";

/** @import { News } from "./core/announced.js" */
/** @import { Refusal } from "./core/answers.js" */
/** @import { Store } from "./core/contracts.js" */
/** @import { View } from "./parts/follower.js" */
/** @import { Poll } from "./parts/vote.js" */

/** @typedef {{ lecture: View & { seeds: boolean }, run: News | null, poll: Poll | null }} State */

const VIEWS = "timeline,map,curves,kinds"; // that need no array of a frame but …
const ARRAYS = "kind"; // … a thirtieth of all: hundreds of phones share one network
const HOW = "The address names a lecture, such as /follow?lecture=bcdfgh; ask the lecturer for the link.";
const UNKNOWN = "This server has no such lecture: it may be over. Ask the lecturer for the link.";
const SEED_MS = 3000; // between two questions for the follower's own seed
/** @type {Record<string, string>} */
const PAGES = { particle: "Particle", prune: "Prune", compare: "Compare" };

class Following {
  /** @param {string} code */
  constructor(code) {
    this.code = code;
    this.path = `lectures/${encodeURIComponent(code)}`;
    this.host = new Host(ARRAYS);
    /** @type {State["lecture"] | null} */
    this.view = null; // where the lecturer looks
    /** @type {Store | null} */
    this.store = null;
    this.alone = this.over = false;
    this.trouble = "";
    this.again = addButton(addElement(this.host.ways, "span", "orgnet"), "Follow again", () => this.rejoin());
    this.lab = this.host.addWay("Open the full Lab", `./?follow=${encodeURIComponent(code)}`);
    this.seed = new OwnSeed(addElement(this.host.ways, "span", "orgnet"), code, (run) => { location.href = `./?run=${run}`; });
    this.asksForSeed = false;
    this.vote = new Vote(addElement(this.host.ways, "section", "vote orgnet"), code);
    this.host.element.before(this.vote.element);
    this.vote.element.role = "main"; // which the page's own is not while a question is asked
    this.show();
    this.events = new Events(`${this.path}/events`, {
      onState: (state) => (state ? this.onState(state) : this.end()),
      onTrouble: (refusal) => this.onTrouble(refusal),
    });
  }

  /** @param {State} state */
  onState({ lecture, run, poll }) {
    const moved = lecture.version !== this.view?.version;
    this.trouble = "";
    this.view = lecture;
    if (run) this.host.announce(run);
    this.vote.show(poll);
    this.host.element.hidden = Boolean(poll); // on a phone there is room for one thing
    if (lecture.seeds && !this.asksForSeed) this.askForSeed();
    if (moved && !this.alone) this.come();
    this.show();
  }

  /** @param {Refusal} refusal */
  onTrouble({ message, status }) {
    this.host.forget();
    if (status === 404 && this.view) return this.end();
    this.trouble = status === 404 ? UNKNOWN : `${message} Trying again…`;
    this.show();
  }

  // What was seen last stays, and goes on if it grows.
  end() {
    this.over = true;
    this.vote.show(null);
    this.host.element.hidden = false;
    this.lab.href = this.host.run ? `./?run=${this.host.run}` : "./";
    this.show();
    if (this.host.run) new Events(`runs/${this.host.run}/events`, { onState: (state) => state && this.host.announce(state.run), onTrouble() {} });
  }

  rejoin() {
    this.alone = false;
    this.come();
    this.show();
  }

  // To the lecturer's run, or, there already, to the step and the selection.
  async come() {
    const { host, view } = this;
    if (!view || view.page === "questions") return;
    if (view.run !== host.run) {
      this.store = null;
      const store = await host.show(view.run, { views: VIEWS }).catch((refusal) => {
        host.run = ""; // to be asked for again with the lecturer's next move
        this.trouble = refusal.message;
        this.show();
      });
      if (!store) return;
      store.listen(() => this.update());
      this.store = store;
    }
    if (this.view && this.store) this.store.setTarget({ step: this.view.step, selected: this.view.selected });
  }

  // The store has changed: by the lecturer, or is the follower looking around?
  update() {
    const { store, view } = this;
    if (!store || !view || view.page === "questions" || this.alone || this.over || store.target || store.run !== view.run) return;
    const { step, selected } = viewShown(store);
    if (step === view.step && selected === view.selected) return;
    this.alone = true;
    this.show();
  }

  // Each follower has another, so nobody is told of it by the way.
  async askForSeed() {
    this.asksForSeed = true;
    try {
      const answer = await ask(`${lectures()}/${encodeURIComponent(this.code)}`);
      this.seed.show((await whole(answer.json())).mine ?? null);
    } catch { /* the events say what is wrong */ }
    if (!this.over) setTimeout(() => this.askForSeed(), SEED_MS);
  }

  show() {
    this.host.say(this.trouble || this.sentence(), Boolean(this.trouble));
    this.again.hidden = this.over || !this.alone || this.view?.page === "questions";
  }

  sentence() {
    const { code, view } = this;
    if (this.over) return "The lecture is over; explore on your own.";
    if (!view) return "Joining the lecture…";
    if (view.page === "questions") return `Lecture ${code} asks:`;
    if (this.alone) return "Exploring on your own.";
    if (PAGES[view.page]) return `Following lecture ${code}; the lecturer is on the ${PAGES[view.page]} page of the Lab.`;
    return `Following lecture ${code}${view.step === null ? ", live" : ""}.`;
  }
}

const code = new URLSearchParams(location.search).get("lecture");
if (code) new Following(code);
else new Host().say(HOW, true);
