// Test pictures that pass through the organism map, one after another, and what it answers. They rest
// while the map is out of sight or the organism trains.

import { layersOf, netOf } from "../core/forward.js";
import { TestSamples } from "../core/samples.js";
import { taskWeights, without } from "../core/task_weights.js";
import { classOf } from "../core/verdict.js";
import { contextOf } from "../draw/canvas.js";
import { addButton, addElement, wantsCalm } from "../draw/dom.js";
import { paintPassage, pictureIn, stripIn } from "../draw/passing.js";

/** @import { Given, Organism, Shared, Task } from "../core/contracts.js" */
/** @import { Weights } from "../core/task_weights.js" */
/** @import { Sample } from "../core/samples.js" */
/** @import { Layout } from "../draw/organism.js" */
/** @import { Passage } from "../draw/passing.js" */

const PICTURE_MS = 1500; // that each takes
const BETWEEN_MS = 30; // from one painting to the next
const WHAT = "Test pictures pass through the organism, one after another: their pixels travel to the cells that read them, "
  + "cells light up by what they sum up (green above 0, purple below), and the largest output is the answer.";

export class PassingPictures {
  /** @param {HTMLElement} element @param {Shared} shared */
  constructor(element, { store, organism, task, plays, head, redraw }) {
    this.store = store;
    this.organism = organism;
    this.task = task;
    this.net = netOf(organism);
    this.columns = organism.grid?.[1] ?? 1;
    this.samples = new TestSamples(store.source, this.net.widths[0], 1);
    this.canvas = addElement(element, "canvas", "over");
    this.canvas.setAttribute("aria-hidden", "true");
    this.button = addButton(head, "Pictures", () => { this.turn(!this.isOn); redraw(); }, { title: WHAT });
    this.turn(plays && !wantsCalm());
    /** @type {Given | null} */
    this.given = null; // as drawn last
    /** @type {Layout | null} */
    this.layout = null; // of the map
    /** @type {Sample | null} */
    this.sample = null; // the one on its way
    /** @type {Passage | null} */
    this.passage = null; // made of it by the organism as it is shown
    this.begun = this.painted = 0; // when, in milliseconds
    this.isNear = this.isFetching = false;
    this.animation = 0; // the next animation frame
    this.nearness = new IntersectionObserver(([{ isIntersecting }]) => {
      this.isNear = isIntersecting;
      this.wake();
    });
    this.nearness.observe(this.canvas);
  }

  /** @param {boolean} isOn */
  turn(isOn) {
    this.isOn = isOn;
    this.button.setAttribute("aria-pressed", String(isOn));
  }

  // Pixels that the map leaves at its left.
  get room() {
    return this.isOn ? stripIn(this.canvas.clientWidth) : 0;
  }

  get isMoving() {
    return this.isOn && this.isNear && this.given?.state !== "running" && !this.button.hidden;
  }

  /** @param {Given} given @param {Layout} layout */
  draw(given, layout) {
    [this.given, this.layout, this.passage] = [given, layout, null];
    this.button.hidden = !given.frame.weight; // on a light page
    this.fit();
    this.wake();
  }

  // The canvas has the size of its box; what is on it stays where that is the same.
  fit() {
    const { canvas } = this;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((length) => Math.round(length * ratio));
    if (canvas.width === width && canvas.height === height) return;
    [canvas.width, canvas.height] = [width, height];
    contextOf(canvas).scale(ratio, ratio);
  }

  wake() {
    if (this.isMoving && !this.animation) this.animation = requestAnimationFrame(this.tick);
  }

  /** @param {number} now milliseconds */
  tick = (now) => {
    this.animation = 0;
    const { canvas, isMoving } = this;
    if (isMoving && now - this.begun > PICTURE_MS) this.fetchNext(now);
    if (!isMoving || now - this.painted > BETWEEN_MS) {
      this.painted = now;
      contextOf(canvas).clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
      if (isMoving && this.sample) this.paint(this.sample, Math.min(1, (now - this.begun) / PICTURE_MS));
    }
    this.wake();
  };

  /** @param {number} now */
  async fetchNext(now) {
    if (this.isFetching) return;
    this.isFetching = true;
    try {
      this.sample = await this.samples.at((this.sample?.number ?? -1) + 1);
      [this.passage, this.begun] = [null, now];
    } catch {
      this.turn(false); // where none can be had
    }
    this.isFetching = false;
  }

  /** @param {Sample} sample @param {number} share of its time */
  paint(sample, share) {
    const { canvas, given, layout } = this;
    if (!given || !layout) return;
    this.passage ??= this.passageOf(sample, given);
    paintPassage(contextOf(canvas), layout, this.passage, share, given.theme);
  }

  /** @param {Sample} sample @param {Given} given @returns {Passage} */
  passageOf({ input, target }, { frame, cut }) {
    const { net, columns, store, organism, task: { classes } } = this;
    const weight = /** @type {Weights} */ (taskWeights(store, organism, frame)); // as all have marks
    const layers = layersOf(net, without(weight, cut), input);
    const outputs = layers[layers.length - 1].values;
    const answer = classes[classOf(outputs)] ?? "none";
    return { input, columns, width: pictureIn(this.room), layers, named: classes[target[0]], answer };
  }

  destroy() {
    this.turn(false);
    cancelAnimationFrame(this.animation);
    this.nearness.disconnect();
  }
}

/**
 * Whether pictures can pass through an organism: one that reads them, and whose particles all have marks.
 * @param {Organism} organism
 * @param {Task} task
 */
export function readsPictures({ grid, every }, { classes }) {
  return grid !== null && every === 1 && classes.length > 0;
}
