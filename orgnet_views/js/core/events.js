// What the server tells as it happens (ui/endpoints/events.py): whole states, one after the other,
// over one answer that does not end.

import { ask, Refusal, SILENT } from "./answers.js";
import { endpoint } from "./endpoints.js";

const SILENCE_MS = 40_000; // the server tells something every 15 s
const AGAIN_MS = 2000; // until the next try; up to as long again, as all lose the server at once

/**
 * @typedef {object} Listener
 * @property {(state: any) => void} onState null: there is nothing more to tell
 * @property {(refusal: Refusal) => void} onTrouble why nothing is told; unless there is no such thing
 *   (404), it is tried again
 */

export class Events {
  /** @param {string} path below /organism/ @param {Listener} listener */
  constructor(path, listener) {
    this.url = endpoint(path);
    this.listener = listener;
    this.attempt = new AbortController();
    this.gone = false;
    this.follow();
  }

  async follow() {
    while (!this.gone) {
      const trouble = await this.hear().catch(refusalOf);
      if (this.gone) return;
      this.listener.onTrouble(trouble);
      if (trouble.status === 404) return;
      await new Promise((done) => setTimeout(done, AGAIN_MS * (1 + Math.random())));
    }
  }

  /**
   * Hands on states for as long as they come.
   * @returns {Promise<Refusal>} that they ended
   */
  async hear() {
    this.attempt = new AbortController();
    const { body } = await ask(this.url, { signal: this.attempt.signal });
    const reader = /** @type {ReadableStream} */ (body).pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const silence = setTimeout(() => this.attempt.abort(), SILENCE_MS);
      const { done, value } = await reader.read().finally(() => clearTimeout(silence));
      if (done) return new Refusal(SILENT);
      const events = (text + value).split("\n\n");
      text = /** @type {string} */ (events.pop());
      for (const event of events) this.tell(JSON.parse(event.replace(/^data: /, "")));
    }
  }

  /** @param {any} state */
  tell(state) {
    if (this.gone) return;
    if (state === null) this.close();
    this.listener.onState(state);
  }

  close() {
    this.gone = true;
    this.attempt.abort();
  }
}

/** @param {unknown} error @returns {Refusal} */
function refusalOf(error) {
  return error instanceof Refusal ? error : new Refusal(SILENT);
}
