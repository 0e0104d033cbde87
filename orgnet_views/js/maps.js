// Small multiples: an organism map for each of many runs, all at the same epoch.

import { KINDS } from "./core/kinds.js";
import { epochsOf, kindsAt, placeOf, shareOf } from "./core/moments.js";
import { serverSource, wordsOf } from "./core/source.js";
import { flow, tilesOf } from "./core/tiles.js";
import { fitCanvas } from "./draw/canvas.js";
import { addCanvas, addElement, write } from "./draw/dom.js";
import { pack, paintFrames, paintKinds } from "./draw/organism.js";
import { themeOf } from "./draw/theme.js";
import { drawTogether } from "./draw/together.js";

/** @import { Kinds, Organism } from "./core/contracts.js" */
/** @import { Layout } from "./draw/organism.js" */

/**
 * @typedef {object} MappedRun
 * @property {string} id
 * @property {string} name
 * @property {Pick<Organism, "layers" | "grid" | "every">} organism
 *
 * @typedef {object} MapsData
 * @property {MappedRun[]} runs in the order of their maps
 * @property {{ slider: string, legend: string }} words
 *
 * @typedef {object} Cell of the grid
 * @property {MappedRun} run
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} said
 * @property {Layout} layout
 */

const SPACING = { gap: 5, label: 2, letter: 0 }; // pixels
const LARGEST = 16; // pixels, most that a particle's side takes
const HIGHEST = 144; // pixels, of a map
const NEARBY = "200px"; // maps this close to the screen are fetched, others when they come there

/** @type {WeakMap<HTMLElement, Maps>} */
const shown = new WeakMap();

/**
 * Shows the maps of these runs, or from now on of these, in `element`.
 * @param {HTMLElement} element
 * @param {MapsData} data
 * @param {(run: string) => void} open hears of a run that is to be opened
 */
export function show(element, data, open) {
  const maps = shown.get(element) ?? new Maps(element, data, open);
  shown.set(element, maps);
  maps.show(data.runs);
}

/** @param {HTMLElement} element */
export function leave(element) {
  shown.get(element)?.destroy();
  shown.delete(element);
}

class Maps {
  /** @param {HTMLElement} element @param {MapsData} data @param {(run: string) => void} open */
  constructor(element, { words }, open) {
    this.element = element;
    this.open = open;
    /** @type {Map<string, Kinds>} */
    this.recorded = new Map(); // by run
    /** @type {Cell[]} */
    this.cells = [];
    /** @type {number[]} */
    this.epochs = [];
    this.epoch = Infinity; // that all maps show; the last as long as nobody has moved
    element.replaceChildren();
    addLegend(element, words.legend);
    const bar = addElement(element, "div", "bar");
    this.slider = addElement(bar, "input");
    Object.assign(this.slider, { type: "range", min: "0", ariaLabel: words.slider });
    this.slider.addEventListener("input", () => this.seek(this.epochs[Number(this.slider.value)]));
    this.when = addElement(bar, "output");
    this.when.ariaLive = "off"; // the slider says it
    this.grid = addElement(element, "div", "maps");
    this.due = false; // to be drawn in the next animation frame
    this.sizes = new ResizeObserver(() => this.requestDraw());
    this.sizes.observe(this.grid);
    this.near = false;
    this.nearness = new IntersectionObserver(([{ isIntersecting }]) => {
      if (isIntersecting) this.comeNear();
    }, { rootMargin: NEARBY });
    this.nearness.observe(element);
  }

  comeNear() {
    this.near = true;
    this.nearness.disconnect();
    for (const cell of this.cells) this.fetch(cell);
  }

  /** @param {MappedRun[]} runs */
  show(runs) {
    if (JSON.stringify(runs) === JSON.stringify(this.cells.map(({ run }) => run))) return;
    this.grid.replaceChildren();
    this.cells = runs.map((run) => this.addCell(run));
    if (this.near) for (const cell of this.cells) this.fetch(cell);
    this.takeUp();
  }

  /** @param {MappedRun} run @returns {Cell} */
  addCell(run) {
    const place = addElement(this.grid, "figure");
    const canvas = addCanvas(place, run.name);
    const words = addElement(place, "figcaption");
    const link = addElement(words, "a");
    Object.assign(link, { href: `./?run=${run.id}`, textContent: run.name });
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // to another tab, as any link
      event.preventDefault();
      this.open(run.id);
    });
    const said = addElement(words, "span");
    said.textContent = "Loading…";
    return { run, canvas, said, layout: { tiles: tilesOf(run.organism), side: 1 } };
  }

  /** @param {Cell} cell */
  async fetch({ run, said }) {
    if (this.recorded.has(run.id)) return;
    try {
      this.recorded.set(run.id, await serverSource(run.id).fetchKinds());
      this.takeUp();
    } catch (error) {
      said.textContent = wordsOf(error);
    }
  }

  // The slider reaches over all steps of the runs on the page that have come.
  takeUp() {
    this.epochs = epochsOf(this.cells.flatMap(({ run }) => this.recorded.get(run.id) ?? []));
    this.slider.max = String(Math.max(0, this.epochs.length - 1));
    this.slider.disabled = this.epochs.length < 2;
    this.requestDraw();
  }

  /** @param {number} epoch */
  seek(epoch) {
    this.epoch = epoch === this.epochs.at(-1) ? Infinity : epoch;
    this.requestDraw();
  }

  requestDraw() {
    if (!this.due) drawTogether(() => this.draw());
    this.due = true;
  }

  draw() {
    this.due = false;
    if (!this.epochs.length || !this.element.isConnected) return;
    const place = placeOf(this.epochs, this.epoch);
    const epoch = this.epochs[place];
    this.slider.value = String(place);
    const shares = this.cells.flatMap((cell) => this.drawCell(cell, epoch) ?? []);
    const said = `epoch ${Number(epoch.toFixed(2))}: ${ofAll(shares)}`;
    write(this.when, said);
    this.slider.setAttribute("aria-valuetext", said);
    this.grid.dataset.epoch = String(epoch);
  }

  /** @param {Cell} cell @param {number} epoch */
  drawCell({ run, canvas, said, layout }, epoch) {
    const { clientWidth: width } = canvas;
    const recorded = this.recorded.get(run.id);
    if (!width || !recorded) return null;
    const kinds = kindsAt(recorded, epoch);
    layout.side = pack(layout.tiles, width, HIGHEST, SPACING, LARGEST);
    canvas.style.height = `${Math.min(HIGHEST, flow(layout.tiles, layout.side, width, SPACING))}px`;
    const [brush, theme] = [fitCanvas(canvas), themeOf(this.element)];
    paintFrames(brush, layout, theme);
    paintKinds(brush, layout, kinds, theme);
    const share = shareOf(kinds);
    said.textContent = `${percent(share)} self-replicators`;
    canvas.setAttribute("aria-label", `Organism map of ${run.name}: ${said.textContent}.`);
    return share;
  }

  destroy() {
    this.sizes.disconnect();
    this.nearness.disconnect();
  }
}

/** @param {HTMLElement} element @param {string} label */
function addLegend(element, label) {
  const legend = addElement(element, "div", "legend");
  legend.setAttribute("role", "group");
  legend.setAttribute("aria-label", label);
  for (const { plural, colour, mark } of KINDS) {
    const entry = addElement(legend, "span");
    const dot = addElement(entry, "b");
    Object.assign(dot, { textContent: mark }).style.color = colour;
    entry.append(` ${plural}`);
  }
}

/** @param {number[]} shares */
function ofAll(shares) {
  const sorted = shares.toSorted((a, b) => a - b);
  const middle = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  if (sorted.length < 2) return `${percent(middle)} self-replicators`;
  return `${percent(sorted[0])} to ${percent(sorted[sorted.length - 1])} self-replicators on these maps, median ${percent(middle)}`;
}

/** @param {number} share */
function percent(share) {
  return `${Math.round(100 * share)} %`;
}
