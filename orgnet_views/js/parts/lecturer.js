// The lecturer's side of a lecture: tells the server where this browser tab looks, for others to
// follow. Code and token stay in the tab, so that a reload goes on with the lecture.

import { LONGEST, viewShown, withQuery } from "../core/address.js";
import { ask, whole } from "../core/answers.js";
import { endpoint } from "../core/endpoints.js";
import { keep, recall } from "../core/tab.js";
import { addButton, addElement } from "../draw/dom.js";
import { copy } from "./link.js";
import { showCode } from "./qr_code.js";

/** @import { Refusal } from "../core/answers.js" */
/** @import { Store } from "../core/contracts.js" */
/** @typedef {{ code: string, token: string, sweep?: string }} Lecture sweep: of the seeds that are offered */

const STORED_AS = "organism-lecture";
const PAUSE_MS = 250; // between two looks at whether there is something to tell
export const lectures = () => endpoint("lectures");

/** @param {string} code */
export const linkOf = (code) => new URL(`./follow?lecture=${code}`, location.href).href;

/**
 * The page, and what it shows besides step and selection.
 * @param {Store} store
 */
export function pageShown(store) {
  const page = location.pathname.split("/").at(-1) || "lab";
  const particle = page === "particle" ? new URLSearchParams(location.search).get("particle") ?? "0" : null;
  const cut = ["prune", "compare"].includes(page) ? withQuery(store, new URLSearchParams()).toString() : "";
  return { page, run: store.run, particle: particle === null ? null : Number(particle), cut };
}

/**
 * Where a board looks; null while there is nothing to tell.
 * @param {Store} store
 */
export function boardShown(store) {
  if (!store.frames.length || store.target) return null;
  const { step, selected } = viewShown(store);
  return { ...pageShown(store), step, selected: selected.length <= LONGEST ? selected : "" };
}

export class Lecturer {
  /**
   * Appends the button to `element`, then while the lecture lasts its link. Looks by itself whether
   * there is news: the number of a particle, say, changes without a word to the store.
   * @param {HTMLElement} element
   * @param {() => object | null} shows the view, as the server takes it
   * @param {(sentence: string) => void} say
   */
  constructor(element, shows, say) {
    this.bar = addElement(element, "span", "lecture own");
    this.shows = shows;
    this.say = say;
    /** @type {Lecture | null} */
    this.lecture = JSON.parse(recall(STORED_AS) ?? "null");
    this.sent = ""; // the view that followers have
    this.sending = false;
    this.show();
    this.watch = setInterval(() => this.send(), PAUSE_MS);
  }

  show() {
    const { bar, lecture } = this;
    bar.replaceChildren();
    if (!lecture) {
      addButton(bar, "Lecture", () => this.begin(), { title: "Others follow you with a short link." });
      return;
    }
    const link = linkOf(lecture.code);
    addElement(bar, "b").textContent = `Lecture ${lecture.code}`;
    addButton(bar, "Copy followers’ link", () => this.copyLink(link), { title: link });
    addButton(bar, "QR code", () => showCode(bar, link), { title: "The followers’ link, for phones to read off the screen." });
    addButton(bar, "Everyone grows a seed", () => this.offer(lecture), {
      title: "Each follower gets their own seed for the organism shown.",
    });
    if (lecture.sweep) this.addSweep(lecture.sweep);
    addButton(bar, "End lecture", () => this.end(lecture), { title: "Followers keep the view and continue on their own." });
  }

  /** @param {string} link */
  async copyLink(link) {
    this.say((await copy(link)) ? "Followers’ link copied" : link);
  }

  /** @param {Lecture | null} lecture */
  keep(lecture) {
    this.lecture = lecture;
    keep(STORED_AS, lecture && JSON.stringify(lecture));
    this.show();
  }

  async begin() {
    const view = this.shows();
    if (!view) return;
    this.sent = JSON.stringify(view);
    const { answer, error } = await request("POST", lectures(), this.sent);
    if (error) this.say(error);
    else this.keep(answer);
  }

  // In another tab: in this one the lecture goes on.
  /** @param {string} sweep */
  addSweep(sweep) {
    const link = addElement(this.bar, "a");
    Object.assign(link, { href: `./sweeps?sweep=${sweep}`, target: "_blank", textContent: "All seeds ↗" });
    link.title = "What has grown from these seeds so far, on the Sweeps page.";
  }

  /** @param {Lecture} lecture */
  async offer(lecture) {
    await this.send(); // the organism that is shown now
    const { answer, error } = await request("POST", `${lectures()}/${lecture.code}/class`, undefined, lecture.token);
    if (error) return this.say(error);
    this.keep({ ...lecture, sweep: answer.sweep });
    this.say("Followers can grow their seeds now");
  }

  /** @param {Lecture} lecture */
  async end({ code, token }) {
    await request("DELETE", `${lectures()}/${code}`, undefined, token);
    this.keep(null);
  }

  // Tell the server of another view, if there is one.
  async send() {
    const { lecture } = this;
    const shown = lecture && !this.sending && this.shows();
    if (!shown) return;
    const view = JSON.stringify(shown);
    if (view === this.sent) return;
    this.sent = view;
    this.sending = true;
    const { error, status } = await request("PUT", `${lectures()}/${lecture.code}`, view, lecture.token);
    this.sending = false;
    if (error) this.say(error);
    if (status === 404) this.keep(null);
    else if (!status) this.sent = ""; // no answer: again
  }

  update() {}

  destroy() {
    clearInterval(this.watch);
  }
}

/**
 * @param {string} method
 * @param {string} url
 * @param {string} [body] JSON
 * @param {string} [token]
 * @returns {Promise<{ answer?: any, error?: string, status?: number }>} the error in words
 */
export async function request(method, url, body, token = "") {
  try {
    const headers = { "Content-Type": "application/json", "X-Lecture-Token": token };
    const response = await ask(url, { method, headers, body });
    return { answer: await whole(response.json()), status: response.status };
  } catch (error) {
    const { message, status } = /** @type {Refusal} */ (error);
    return { error: message, status };
  }
}
