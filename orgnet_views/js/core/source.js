// Where recorded numbers come from: the server that the page is from.

import { ask, Refusal, SILENT, whole } from "./answers.js";
import { endpoint } from "./endpoints.js";
import { decodeBlock, decodeFrames } from "./wire.js";

/** @import { Source } from "./contracts.js" */

/**
 * @param {string} run its id
 * @param {string} [arrays] names of those that frames are to have, parted by commas, if not all
 * @returns {Source}
 */
export function serverSource(run, arrays) {
  const more = arrays ? `&arrays=${arrays}` : "";
  return {
    async fetchFrames(from) {
      const answer = await ask(endpoint(`runs/${run}/frames?from=${from}${more}`)).catch(nullWhereGone);
      return answer && decodeFrames(await answer.arrayBuffer());
    },
  };
}

/**
 * A header and one block of numbers, or why there are none, in words.
 * @param {string} url
 * @returns {Promise<{ header: any, numbers: Float32Array, error?: undefined } | { error: string }>}
 */
export async function fetchBlock(url) {
  try {
    const answer = await ask(url);
    return decodeBlock(await whole(answer.arrayBuffer()));
  } catch (error) {
    return { error: error instanceof Refusal ? error.message : SILENT };
  }
}

/** @param {unknown} error */
function nullWhereGone(error) {
  if (error instanceof Refusal && error.status === 404) return null;
  throw error;
}
