// Where recorded numbers come from: the server that the page is from.

import { endpoint } from "./endpoints.js";
import { decodeBlock, decodeFrames } from "./wire.js";

/** @import { Source } from "./contracts.js" */

/**
 * @param {string} run its id
 * @returns {Source}
 */
export function serverSource(run) {
  return {
    async fetchFrames(from) {
      const answer = await fetch(endpoint(`runs/${run}/frames?from=${from}`));
      if (answer.status === 404) return null;
      if (!answer.ok) throw new Error(`The server answers ${answer.status}.`);
      return decodeFrames(await answer.arrayBuffer());
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
    const answer = await fetch(url);
    if (!answer.ok) return { error: (await answer.json()).error };
    return decodeBlock(await answer.arrayBuffer());
  } catch {
    return { error: "The server does not answer." };
  }
}
