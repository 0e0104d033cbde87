// Shows boards on a light page (ui/server/light_page.html): one run at a time, its title,
// a sentence and ways elsewhere above it. Frames are asked for when they are announced.

import { mount } from "./board.js";
import { AnnouncedSource } from "./core/announced.js";
import { ask, whole } from "./core/answers.js";
import { endpoint } from "./core/endpoints.js";
import { serverSource } from "./core/source.js";
import { storeOf } from "./core/store.js";
import { addElement } from "./draw/dom.js";

/** @import { News } from "./core/announced.js" */
/** @import { BoardData, Server } from "./core/contracts.js" */
/** @typedef {BoardData & { title: string }} RunData */

/** @param {string} place @returns {HTMLElement} */
const find = (place) => /** @type {HTMLElement} */ (document.querySelector(place));

export class Host {
  /** @param {string} [arrays] those of a frame that the views need, parted by commas, if not all */
  constructor(arrays) {
    this.arrays = arrays;
    this.element = find("main");
    this.heading = find("h1");
    this.words = find("#words");
    this.ways = find("#ways");
    this.run = ""; // that is shown, or about to be
    this.state = ""; // the run's
    /** @type {Awaited<ReturnType<typeof mount>> | null} */
    this.board = null;
    /** @type {Map<string, AnnouncedSource>} */
    this.sources = new Map(); // by run
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.board?.requestDraw("size"));
  }

  /** @param {string} sentence @param {boolean} [isWrong] */
  say(sentence, isWrong = false) {
    if (this.words.textContent !== sentence) this.words.textContent = sentence;
    this.words.classList.toggle("wrong", isWrong);
  }

  /** @param {string} text @param {string} address @param {boolean} [isElsewhere] in a tab of its own */
  addWay(text, address, isElsewhere = false) {
    return Object.assign(addElement(this.ways, "a"), { href: address, textContent: text, target: isElsewhere ? "_blank" : "" });
  }

  /**
   * Shows views of a run in place of what was shown; null where another is wanted meanwhile. Rejects
   * with a Refusal, whose sentence says what is allowed.
   * @param {string} run its id
   * @param {Record<string, string>} query as the endpoint takes it: `views`, `particle`
   */
  async show(run, query) {
    this.run = run;
    const asked = await ask(endpoint(`runs/${encodeURIComponent(run)}/board?${new URLSearchParams(query)}`));
    const data = /** @type {RunData} */ (await whole(asked.json()));
    if (this.run !== run) return null;
    this.board?.destroy();
    this.board = null;
    this.state = data.state;
    this.heading.textContent = document.title = data.title;
    const store = storeOf(run, this.sourceOf(run));
    const board = await mount(this.element, data, serverOf(run), store);
    if (this.run === run) this.board = board;
    else board.destroy();
    return store;
  }

  /** @param {string} run */
  sourceOf(run) {
    const source = this.sources.get(run) ?? new AnnouncedSource(serverSource(run, this.arrays));
    this.sources.set(run, source);
    return source;
  }

  /** @param {News} news */
  announce(news) {
    this.sourceOf(news.id).announce(news);
    if (news.id !== this.run || news.state === this.state) return;
    this.state = news.state;
    this.board?.show({ at: null, cut: [], query: null, state: news.state }); // it may have been over
  }

  // The server was away: what it has now is to be asked for again.
  forget() {
    for (const source of this.sources.values()) source.forget();
  }
}

/** @param {string} run @returns {Server} */
function serverOf(run) {
  return {
    reportSelection() {},
    reportPosition() {},
    reportCut: null,
    openParticle: (particle) => { open(`./particle?run=${run}&particle=${particle}`, "_blank", "noopener"); },
    followLecture: null,
  };
}
