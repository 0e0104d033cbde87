// Frames that a host pushes as they are recorded, such as a notebook's kernel, as a source: views ask it
// as they ask a server, and it answers once there is something to say.

import { decodeFrames } from "./wire.js";

/** @import { Frame, Header, Source } from "./contracts.js" */
/** @typedef {{ from: number, answer: (header: Header) => void }} Question */

const ONLY_AT_THE_END = "This needs the whole recording: run the cell again once the run is over.";

/**
 * @param {(from: number) => void} ask the host for all frames from that number on
 * @returns {Source & { push: (first: number, buffer: ArrayBuffer) => void }} `push` takes an answer of
 *   frames (decodeFrames), the first of which has that number
 */
export function pushedSource(ask) {
  /** @type {Frame[]} */
  const frames = [];
  /** @type {Header | null} the newest */
  let told = null;
  let news = 0; // how often something was pushed
  /** @type {Map<number, number>} */
  const heard = new Map(); // by number of frames: the news that were answered with
  /** @type {Question[]} */
  let questions = [];

  /** @param {Header} header */
  function answerAll(header) {
    const due = questions.filter(({ from }) => from < frames.length || heard.get(from) !== news);
    questions = questions.filter((question) => !due.includes(question));
    for (const { from, answer } of due) {
      heard.set(from, news);
      answer({ ...header, total: frames.length, frames: frames.slice(from) });
    }
  }

  return {
    push(first, buffer) {
      if (first > frames.length) return ask(frames.length); // what came between is missing
      told = decodeFrames(buffer);
      news += 1;
      frames.push(...told.frames.slice(frames.length - first));
      answerAll(told);
    },
    fetchFrames: (from) => new Promise((answer) => {
      questions.push({ from, answer });
      if (told) answerAll(told);
    }),
    async fetchKinds() {
      return { epochs: frames.map(({ epoch }) => epoch), kinds: frames.map(({ kind }) => kind) };
    },
    fetchTrajectories: async () => ({ error: ONLY_AT_THE_END }),
    fetchParticle: async () => ({ error: ONLY_AT_THE_END }),
    fetchTaskWeights: async () => ({ error: ONLY_AT_THE_END }),
    fetchSamples: async () => ({ error: ONLY_AT_THE_END }),
  };
}
