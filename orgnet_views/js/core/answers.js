// Answers of the server, told apart from those that a proxy or a network gives in its place.

export const SILENT = "The server does not answer.";

// What the server does not do, in its own words, or that it is not to be reached.
export class Refusal extends Error {
  /** @param {string} sentence @param {number} [status] the server's; none where it was not reached */
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

/**
 * The server's answer to a question that it can answer.
 * @param {string} url
 * @param {RequestInit} [options]
 * @returns {Promise<Response>} Rejects with a Refusal, whatever else happens.
 */
export async function ask(url, options) {
  const answer = await fetch(url, options).catch(() => null);
  if (!answer) throw new Refusal(SILENT);
  const type = answer.headers.get("Content-Type") ?? "";
  if (answer.ok && !type.startsWith("text/html")) return answer;
  const error = type.startsWith("application/json") ? (await answer.json().catch(() => null))?.error : null;
  if (typeof error === "string") throw new Refusal(error, answer.status);
  throw new Refusal(`Something between this browser and the server answered in its place (${answer.status}); try again later.`);
}

/**
 * The body of an answer, which a network may yet cut off.
 * @template T
 * @param {Promise<T>} body
 * @returns {Promise<T>}
 */
export function whole(body) {
  return body.catch(() => { throw new Refusal(SILENT); });
}
