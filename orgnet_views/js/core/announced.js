// A source of frames that asks only for what was announced (core/events.js): a hall of pages that all
// ask whether there is something new would ask most of the time in vain.

/** @import { Header, Source } from "./contracts.js" */

/**
 * @typedef {object} News what there is of a run
 * @property {string} id the run's
 * @property {string} state
 * @property {number} total how many frames
 */

/** @implements {Source} */
export class AnnouncedSource {
  /** @param {Source} source */
  constructor(source) {
    this.source = source;
    /** @type {string | undefined} */
    this.state = undefined; // the run's, as of the last answer
    this.total = 0; // frames that there are, as announced or answered
    /** @type {News | null} */
    this.news = null;
    /** @type {Set<() => void>} */
    this.waiting = new Set(); // to call when there is news
  }

  /** @param {News} news */
  announce(news) {
    this.news = news;
    this.total = Math.max(this.total, news.total);
    for (const goOn of this.waiting) goOn();
    this.waiting.clear();
  }

  // Whatever is there may be another than before: the server was away.
  forget() {
    this.state = undefined;
    this.total = 0;
  }

  /** @param {number} from */
  isKnown(from) {
    const { state, news, total } = this;
    return state !== undefined && from >= total && (news === null || news.state === state);
  }

  /** @param {number} from @returns {Promise<Header | null>} */
  async fetchFrames(from) {
    while (this.isKnown(from)) await new Promise((done) => this.waiting.add(() => done(null)));
    const answer = await this.source.fetchFrames(from);
    this.state = answer?.state;
    this.total = Math.max(this.total, answer?.total ?? 0);
    return answer;
  }
}
