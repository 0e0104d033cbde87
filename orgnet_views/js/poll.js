// On the Questions page: a lecture's link and code, and what its followers guess, live. The lecturer
// closes the vote and shows the class the result.

import { addButton, addElement } from "./draw/dom.js";
import { answer } from "./parts/announcer.js";
import { drawGuesses } from "./parts/guesses.js";
import { Lecturer, lectures, linkOf, request } from "./parts/lecturer.js";
import { addCode, showCode } from "./parts/qr_code.js";

/**
 * @typedef {object} Asked
 * @property {string} run that followers still see, or ""
 * @property {string} question
 * @property {string[]} options
 * @property {number} right
 *
 * @typedef {object} Counted as the server tells it (ui/endpoints/polls.py)
 * @property {string} question
 * @property {"open" | "closed" | "revealed"} state
 * @property {number[]} votes
 * @property {number} followers
 */

const LOOK_MS = 400; // between two looks at the votes

/** @type {WeakMap<HTMLElement, LecturerPoll>} */
const polls = new WeakMap();

/**
 * @param {HTMLElement} element
 * @param {Asked} asked
 * @param {(what: string) => void} tell hears "revealed" once the class is shown the result
 */
export async function show(element, asked, tell) {
  const poll = polls.get(element) ?? new LecturerPoll(element, asked, tell);
  polls.set(element, poll);
  poll.ask(asked);
}

/** @param {HTMLElement} element */
export function leave(element) {
  polls.get(element)?.destroy();
  polls.delete(element);
}

class LecturerPoll {
  /** @param {HTMLElement} element @param {Asked} asked @param {(what: string) => void} tell */
  constructor(element, asked, tell) {
    element.classList.add("orgnet");
    element.replaceChildren();
    this.element = element;
    this.asked = asked;
    this.tell = tell;
    this.lecturer = new Lecturer(element, () => this.view(), (sentence) => this.say(sentence));
    this.said = addElement(element, "span", "said");
    this.code = addElement(element, "div", "join");
    this.bars = addElement(element, "ul");
    this.words = addElement(element, "p", "voted");
    this.toggle = addButton(element, "Close the vote", () => this.change(this.state === "open" ? "closed" : "open"));
    this.reveal = addButton(element, "Show the class the result", () => this.change("revealed"));
    this.state = "open";
    this.joined = ""; // the lecture whose code is on screen
    this.gone = false;
    this.look();
  }

  /** @param {Asked} asked */
  ask(asked) {
    this.asked = asked;
    this.draw(null);
    this.lecturer.send();
  }

  view() {
    return { page: "questions", run: this.asked.run, question: this.asked.question };
  }

  async look() {
    const { lecture } = this.lecturer;
    if (lecture) {
      const { answer, status } = await request("GET", this.path(lecture.code), undefined, lecture.token);
      if (status === 404) this.lecturer.keep(null);
      else if (answer?.question === this.asked.question) this.draw(answer);
    } else this.draw(null);
    if (!this.gone) setTimeout(() => this.look(), LOOK_MS);
  }

  /** @param {string} code */
  path(code) {
    return `${lectures()}/${code}/poll`;
  }

  /** @param {Counted | null} counted */
  draw(counted) {
    const { lecture } = this.lecturer;
    this.showCode(lecture?.code ?? "");
    for (const part of [this.bars, this.words, this.toggle, this.reveal]) part.hidden = !lecture;
    if (!lecture || !counted) return;
    this.state = counted.state;
    const { options, right } = this.asked;
    drawGuesses(this.bars, options, counted.votes, this.state === "revealed" ? right : null);
    const all = counted.votes.reduce((sum, count) => sum + count, 0);
    this.words.textContent = `${all} of ${counted.followers} followers have voted${this.state === "open" ? "" : "; the vote is closed"}.`;
    this.toggle.textContent = this.state === "open" ? "Close the vote" : "Open the vote again";
    this.toggle.hidden = this.reveal.hidden = this.state === "revealed";
  }

  /** @param {string} code */
  showCode(code) {
    if (code === this.joined) return;
    this.joined = code;
    this.code.replaceChildren();
    if (!code) return;
    const link = linkOf(code);
    const larger = addButton(this.code, "", () => showCode(this.element, link), { title: "Larger", className: "code" });
    addCode(larger, link);
    addElement(this.code, "b").textContent = link.replace(/^https?:\/\//, "");
  }

  /** @param {string} state */
  async change(state) {
    const { lecture } = this.lecturer;
    if (!lecture) return;
    const body = JSON.stringify({ question: this.asked.question, state });
    const { error } = await request("PUT", this.path(lecture.code), body, lecture.token);
    this.say(error ?? "");
    if (!error && state === "revealed") this.tell("revealed");
  }

  /** @param {string} sentence */
  say(sentence) {
    this.said.textContent = sentence;
    answer(sentence);
  }

  destroy() {
    this.gone = true;
    this.lecturer.destroy();
  }
}
