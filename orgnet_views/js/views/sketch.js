// One input and its answer: a person draws, or takes a test sample, and sees what the organism reads,
// what each cell sums up, what comes out, whole and after a cut, and which particles made it.

import { formatCount } from "../core/format.js";
import { layersOf, netOf, outputsOf } from "../core/forward.js";
import { TestSamples } from "../core/samples.js";
import { signalsOf } from "../core/signals.js";
import { taskWeights, without } from "../core/task_weights.js";
import { classOf, sentenceOf } from "../core/verdict.js";
import { addButton, addElement } from "../draw/dom.js";
import { paintElements } from "../draw/elements.js";
import { AnswerRows } from "../parts/answer_rows.js";
import { answer } from "../parts/announcer.js";
import { AskedInput } from "../parts/asked_input.js";
import { StrongestList } from "../parts/strongest_list.js";

/** @import { Brush, Change, Given, Probe, Shared, Table, View } from "../core/contracts.js" */
/** @import { Sample } from "../core/samples.js" */
/** @import { Cell } from "../core/signals.js" */
/** @import { Weights } from "../core/task_weights.js" */

const UPPER = "Upper bars: whole; lower bars: after the cut.";
const NO_CUT = "Of an organism as large as this the cut is not tried here.";
const PICTURED = ".said, .answer :is(canvas, figcaption, h4:not(:has(~ p:not([hidden]))), .cell b, .cell span, .bars i, label, input)";
const SPOKEN_MS = 700; // without a change until a screen reader is told of the answer

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new Sketch(element, shared);
}

class Sketch {
  /** @type {Change[]} */
  wants = ["frames", "position", "selection", "probe"];

  /** @param {HTMLElement} element @param {Shared} shared */
  constructor(element, { store, organism, task }) {
    this.element = element;
    this.store = store;
    this.task = task;
    this.organism = organism;
    this.net = netOf(organism);
    const { widths } = this.net;
    this.samples = new TestSamples(store.source, widths[0], task.classes.length ? 1 : widths[widths.length - 1]);
    /** @type {Cell | null} */
    this.kept = null; // followed while nothing else is pointed at
    /** @type {Given | null} */
    this.given = null; // as drawn last
    this.begun = false;
    this.notice = ""; // in place of the answer, until something else is asked
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.speaking = undefined;
    this.search = this.addBar(addElement(element, "p", "bar"));
    this.words = addElement(element, "p", "said");
    const place = addElement(element, "div", "answer");
    this.input = new AskedInput(place, organism, task.classNoun, {
      asked: (input) => this.ask(input, null),
      say: (sentence) => this.speak(sentence),
    });
    this.rows = new AnswerRows(place, this.net, task.classes, {
      point: (cell) => this.follow(cell),
      keep: (cell) => this.keep(cell),
    });
    this.strongest = new StrongestList(place, store, organism);
  }

  /** @param {HTMLElement} bar */
  addBar(bar) {
    const { store } = this;
    const number = () => store.probe?.sample?.number ?? -1;
    if (this.task.classNoun) addButton(bar, "Erase", () => this.input.clear());
    addElement(bar, "span").textContent = "Test sample:";
    addButton(bar, "Previous", () => this.take(this.samples.at(number() - 1)));
    addButton(bar, "Next", () => this.take(this.samples.at(number() + 1)));
    addButton(bar, "Any", () => this.take(this.samples.any()));
    const search = addButton(bar, "One that it gets wrong", () => this.take(this.find(number() + 1)));
    search.hidden = !this.task.classes.length;
    return search;
  }

  /**
   * @param {ArrayLike<number>} input
   * @param {Sample | null} sample
   */
  ask(input, sample) {
    this.store.setProbe({ input, sample, followed: this.kept });
  }

  /** @param {Promise<Sample | string>} found or why there is none */
  async take(found) {
    try {
      const sample = await found;
      if (typeof sample === "string") this.notify(sample);
      else this.ask(sample.input, sample);
    } catch (error) {
      this.notify(/** @type {Error} */ (error).message);
    }
  }

  /**
   * One that the cut breaks, or without a cut one that the organism gets wrong.
   * @param {number} from
   * @returns {Promise<Sample | string>}
   */
  async find(from) {
    const { frame } = /** @type {Given} */ (this.given);
    const { cut } = this;
    const weight = taskWeights(this.store, this.organism, frame);
    if (typeof weight === "string") return weight;
    const left = without(weight, cut);
    /** @param {Sample} sample @param {typeof weight} weights */
    const isRight = ({ input, target }, weights) => classOf(outputsOf(this.net, weights, input)) === target[0];
    const found = await this.samples.find(from, (sample) =>
      cut.size ? isRight(sample, weight) && !isRight(sample, left) : !isRight(sample, weight));
    const all = `the ${formatCount(await this.samples.count())} test samples`;
    return found ?? (cut.size ? `The cut breaks none of ${all}.` : `It gets all of ${all} right.`);
  }

  /** @param {Cell | null} cell */
  follow(cell) {
    const { probe } = this.store;
    if (probe) this.store.setProbe({ ...probe, followed: cell ?? this.kept });
  }

  /** @param {Cell} cell */
  keep(cell) {
    const isKept = this.kept?.layer === cell.layer && this.kept.cell === cell.cell;
    this.kept = isKept ? null : cell;
    this.follow(this.kept);
  }

  // Of a large organism it is not known of every particle whether it is cut.
  get cut() {
    return this.organism.every > 1 || !this.given ? new Set() : this.given.cut;
  }

  /** @param {Given} given */
  draw(given) {
    const { store: { probe } } = this;
    const isOther = given.what.includes("probe") || given.cut !== this.given?.cut;
    this.given = given;
    this.search.textContent = this.cut.size ? "One that the cut breaks" : "One that it gets wrong";
    if (!probe) return this.begin();
    this.input.show(probe.input);
    const weight = taskWeights(this.store, this.organism, given.frame);
    const said = typeof weight === "string" ? weight : this.answer(probe, weight, given);
    if (isOther) this.notice = "";
    const wasAsked = this.words.textContent !== ""; // what it says at first is only to be read
    this.words.textContent = this.notice || said;
    if (isOther && wasAsked) this.speakSoon(said);
  }

  /**
   * Show what comes out; returns it as a sentence.
   * @param {Probe} probe
   * @param {Weights} weight
   * @param {Given} given
   */
  answer(probe, weight, given) {
    const { net, task, cut, rows, organism: { grid } } = this;
    const { input, followed } = probe;
    const whole = layersOf(net, weight, input);
    const after = cut.size ? layersOf(net, without(weight, cut), input) : null;
    rows.draw(whole, after, this.kept);
    if (grid) rows.drawFirst(weight, input, grid[1]);
    this.strongest.draw(followed && signalsOf(net, weight, input, followed), followed ? rows.nameOf(followed) : "", given);
    const [answer, answerAfter] = [whole, after].map((layers) => layers?.[layers.length - 1].values);
    const said = sentenceOf({ ...probe, answer, answerAfter }, task);
    if (after) return `${said} ${UPPER}`;
    return given.cut.size ? `${said} ${NO_CUT}` : said;
  }

  /**
   * What is asked and what comes out, without what is there to be pressed.
   * @param {Brush} brush
   * @param {Given} given
   */
  paintPicture(brush, { theme }) {
    paintElements(brush, this.words, this.element.querySelectorAll(PICTURED), theme);
  }

  /**
   * A row for each cell: what it sums up and what comes out of it, whole and, where there is a cut, after it.
   * @param {Given} given
   * @returns {Table}
   */
  numbers({ frame }) {
    const { net, cut, organism, store: { probe } } = this;
    const weight = taskWeights(this.store, organism, frame);
    const isKnown = probe && typeof weight !== "string";
    const whole = isKnown ? layersOf(net, weight, probe.input) : [];
    const after = isKnown && cut.size ? layersOf(net, without(weight, cut), probe.input) : null;
    const rows = whole.flatMap(({ sums, values }, layer) => Array.from(sums, (sum, cell) => [
      layer + 1, cell + 1, sum, values[cell], ...(after ? [after[layer].sums[cell], after[layer].values[cell]] : []),
    ]));
    const columns = ["layer", "cell", "sum", "output", ...(after ? ["sum_after_cut", "output_after_cut"] : [])];
    return { name: "sketch", columns, rows, wants: this.wants };
  }

  // With a test sample; where none can be had, with nothing.
  async begin() {
    if (this.begun) return;
    this.begun = true;
    await this.take(this.samples.at(0));
    if (!this.store.probe) this.ask(new Float64Array(this.net.widths[0]), null);
  }

  /** @param {string} sentence for the eye as well, until something else is asked */
  notify(sentence) {
    this.notice = this.words.textContent = sentence;
    this.speak(sentence);
  }

  /** @param {string} sentence */
  speak(sentence) {
    clearTimeout(this.speaking);
    answer(sentence);
  }

  /** @param {string} sentence when nothing else has been asked for a while: a hand draws on */
  speakSoon(sentence) {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => this.speak(sentence), SPOKEN_MS);
  }

  destroy() {
    clearTimeout(this.speaking);
    this.kept = null;
    this.follow(null);
  }
}
