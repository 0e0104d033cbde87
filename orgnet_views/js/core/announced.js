// A source of frames that asks only for what was announced (core/events.js), unless it was told along
// with that: a hall of pages that all ask whether there is something new would mostly ask in vain.

import { decodeFrames } from "./wire.js";

/** @import { Header, Source } from "./contracts.js" */

/**
 * @typedef {object} News what there is of a run
 * @property {string} id the run's
 * @property {string} state
 * @property {number} total how many frames
 * @property {number} [from] the number of the first of those that are told
 * @property {string} [frames] in base64, as orgnet_views/frames.py writes them
 */

/** @implements {Source} */
export class AnnouncedSource {
  /** @param {Source} source */
  constructor(source) {
    this.source = source;
    this.fetchKinds = source.fetchKinds;
    this.fetchTrajectories = source.fetchTrajectories;
    this.fetchParticle = source.fetchParticle;
    this.fetchTaskWeights = source.fetchTaskWeights;
    this.fetchSamples = source.fetchSamples;
    this.toParquet = source.toParquet;
    /** @type {string | undefined} */
    this.state = undefined; // the run's, as of the last answer
    this.total = 0; // frames that there are, as announced or answered
    /** @type {News | null} */
    this.news = null;
    /** @type {News | null} */
    this.told = null; // the last news with frames
    /** @type {Set<() => void>} */
    this.waiting = new Set(); // to call when there is news
  }

  /** @param {News} news */
  announce(news) {
    this.news = news;
    if (news.frames) this.told = news;
    this.total = Math.max(this.total, news.total);
    for (const goOn of this.waiting) goOn();
    this.waiting.clear();
  }

  // Whatever is there may be another than before: the server was away.
  forget() {
    this.state = undefined;
    this.total = 0;
    this.told = null;
  }

  /** @param {number} from */
  isKnown(from) {
    const { state, news, total } = this;
    return state !== undefined && from >= total && (news === null || news.state === state);
  }

  /** @param {number} from @returns {Promise<Header | null>} */
  async fetchFrames(from) {
    while (this.isKnown(from)) await new Promise((done) => this.waiting.add(() => done(null)));
    const { frames } = this.told?.from === from ? this.told : {};
    const answer = frames ? decodeFrames(bytesOf(frames)) : await this.source.fetchFrames(from);
    this.state = answer?.state;
    this.total = Math.max(this.total, answer?.total ?? 0);
    return answer;
  }
}

/** @param {string} base64 */
function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
}
