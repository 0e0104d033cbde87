// A question on a follower's phone: its options as large buttons, one vote, which may be changed
// until the vote is closed; then what the class guessed and what was found.

import { keep, recall } from "../core/tab.js";
import { addButton, addElement } from "../draw/dom.js";
import { announce } from "./announcer.js";
import { drawGuesses } from "./guesses.js";
import { lectures, request } from "./lecturer.js";

/**
 * @typedef {object} Poll as the server tells it (ui/endpoints/polls.py)
 * @property {string} question
 * @property {string} asks
 * @property {string[]} options
 * @property {"open" | "closed" | "revealed"} state
 * @property {number[]} [votes] these three once the result is shown
 * @property {number} [right]
 * @property {string} [sentence]
 */

export class Vote {
  /** @param {HTMLElement} element @param {string} code of the lecture */
  constructor(element, code) {
    this.element = element;
    this.code = code;
    this.drawn = ""; // what is on screen
    /** @type {Poll | null} */
    this.poll = null;
    this.trouble = "";
    this.show(null);
  }

  /** @param {Poll | null} poll null: the lecture asks nothing now */
  show(poll) {
    if (poll?.question !== this.poll?.question) this.trouble = "";
    this.poll = poll;
    const now = JSON.stringify([poll, this.trouble, this.mine]);
    if (now === this.drawn) return;
    this.drawn = now;
    this.element.hidden = !poll;
    if (poll) this.draw(poll);
  }

  get storedAs() {
    return `organism-vote-${this.code}-${this.poll?.question}`;
  }

  /** @returns {number | null} the option that this phone has voted for */
  get mine() {
    const kept = this.poll && recall(this.storedAs);
    return kept ? Number(kept) : null;
  }

  /** @param {Poll} poll */
  draw(poll) {
    const { element, mine } = this;
    const focused = [...element.querySelectorAll("button")].findIndex((button) => button === document.activeElement);
    element.replaceChildren();
    addElement(element, "h2").textContent = poll.asks;
    if (poll.votes) drawGuesses(addElement(element, "ul"), poll.options, poll.votes, poll.right ?? null);
    else this.addOptions(poll);
    const said = addElement(element, "p", "said");
    said.textContent = this.trouble || standing(poll, mine);
    announce(said.textContent);
    if (poll.sentence) addElement(element, "p").textContent = poll.sentence;
    if (focused >= 0) element.querySelectorAll("button")[focused]?.focus();
  }

  /** @param {Poll} poll */
  addOptions(poll) {
    const group = addElement(this.element, "div", "options");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "options");
    poll.options.forEach((option, number) => {
      const button = addButton(group, option, () => this.vote(number));
      button.disabled = poll.state !== "open";
      button.setAttribute("aria-pressed", String(number === this.mine));
    });
  }

  /** @param {number} option */
  async vote(option) {
    const { poll } = this;
    if (!poll) return;
    const body = JSON.stringify({ question: poll.question, option });
    const { error } = await request("POST", `${lectures()}/${encodeURIComponent(this.code)}/vote`, body);
    if (this.poll?.question !== poll.question) return; // another one is asked meanwhile
    this.trouble = error ?? "";
    if (!error) keep(this.storedAs, String(option));
    this.show(this.poll);
  }
}

/** @param {Poll} poll @param {number | null} mine */
export function standing({ state, options, right }, mine) {
  const voted = mine === null ? "" : `You guessed: ${options[mine]}.`;
  if (state === "revealed") return mine === right ? `${voted} That is what was found.` : voted || "You did not vote.";
  if (state === "closed") return `${voted} The vote is closed.`.trim();
  return mine === null ? "What do you think? Choose one." : `${voted} You may change it until the vote closes.`;
}
