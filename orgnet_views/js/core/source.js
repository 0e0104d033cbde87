// Where recorded numbers come from: here the server that the page is from. A recording is another
// source (recording.js).

import { ask, Refusal, SILENT, whole } from "./answers.js";
import { endpoint } from "./endpoints.js";
import { decodeBlock, decodeFrames, decodeKinds, decodeSamples } from "./wire.js";

/** @import { Block, Source } from "./contracts.js" */

/**
 * @param {string} run its id
 * @param {string} [arrays] names of those that frames are to have, parted by commas, if not all
 * @returns {Source}
 */
export function serverSource(run, arrays) {
  /** @param {string} path below the run's */
  const ofRun = (path) => endpoint(`runs/${run}/${path}`);
  const named = arrays ? `&arrays=${arrays}` : "";
  return {
    async fetchFrames(from) {
      const answer = await ask(ofRun(`frames?from=${from}${named}`)).catch(nullWhereGone);
      return answer && decodeFrames(await answer.arrayBuffer());
    },
    async fetchKinds() {
      const answer = await ask(ofRun("kinds"));
      return decodeKinds(await whole(answer.arrayBuffer()));
    },
    fetchTrajectories: (fit, until) => fetchBlock(ofRun(`trajectories?fit=${fit}&until=${until}`)),
    fetchParticle: (particle, after) =>
      fetchBlock(ofRun(`particles/${particle}${after === null ? "" : `?after=${after}`}`)),
    fetchTaskWeights: (step) => fetchBlock(ofRun(`task_weights?step=${step}`)),
    fetchSamples: (from) => answered(ofRun(`samples?from=${from}`), decodeSamples),
    async toParquet(csv, types) {
      const answer = await ask(endpoint(`parquet?types=${types}`), { method: "POST", body: csv }).catch(orAsCsv);
      return whole(answer.blob()).catch(orAsCsv);
    },
  };
}

/**
 * A header and one block of numbers, or why there are none, in words.
 * @param {string} url
 * @returns {Promise<Block>}
 */
export function fetchBlock(url) {
  return answered(url, decodeBlock);
}

/**
 * The bytes of an answer as `decode` reads them, or why there are none, in words.
 * @template T
 * @param {string} url
 * @param {(buffer: ArrayBuffer) => T} decode
 * @returns {Promise<T | { error: string }>}
 */
async function answered(url, decode) {
  try {
    const answer = await ask(url);
    return decode(await whole(answer.arrayBuffer()));
  } catch (error) {
    return { error: wordsOf(error) };
  }
}

/**
 * Why there is no answer, in words.
 * @param {unknown} error
 */
export function wordsOf(error) {
  return error instanceof Refusal ? error.message : SILENT;
}

/** @param {unknown} error */
function nullWhereGone(error) {
  if (error instanceof Refusal && error.status === 404) return null;
  throw error;
}

/** @param {Refusal} error @returns {never} */
function orAsCsv({ message, status }) {
  throw new Error(status ? message : `${message} CSV needs no server.`);
}
