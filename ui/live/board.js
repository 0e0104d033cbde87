// A board: a grid of views on one run. Views draw what the store holds, all at the same frame.

import { loadPlotly } from "./chart.js";
import * as connectivity from "./connectivity.js";
import * as curves from "./curves.js";
import { groupsOf } from "./groups.js";
import * as kinds from "./kinds.js";
import * as lifelines from "./lifelines.js";
import * as map from "./map.js";
import { withMenu } from "./panel.js";
import * as pixels from "./pixels.js";
import * as plane from "./plane.js";
import * as timeline from "./timeline.js";
import { storeOf } from "./store.js";
import * as table from "./table.js";
import { placeOf } from "./table.js";
import { KINDS, readable, themeOf } from "./theme.js";

const VIEWS = { map, curves, plane, kinds, timeline, lifelines, pixels, connectivity, table };

export async function mount(element, data, report) {
  const plotly = await loadPlotly();
  const board = new Board(element, data, plotly, report);
  return () => board.destroy();
}

class Board {
  constructor(element, data, plotly, report) {
    this.element = element;
    this.data = data;
    this.store = storeOf(data.run);
    this.pending = new Set();
    element.replaceChildren();
    if (data.views.includes("map")) {
      this.legend = part(element, "legend", "div");
      this.words = part(this.legend, "words", "div");
      this.picker = this.legend.appendChild(this.chooser());
      this.summary = part(this.legend, "summary", "output");
    }
    this.grid = part(element, `grid ${data.views.length === 1 ? "single" : ""}`, "div");
    this.tip = part(element, "tip", "div");
    this.tip.hidden = true;
    this.views = data.views.map((name) => this.panel(name, plotly));
    this.sizes = new ResizeObserver(() => this.ask("size"));
    for (const { body } of this.views) this.sizes.observe(body);
    element.addEventListener("pointermove", (event) => (this.pointer = event));
    this.leave = this.store.listen((what) => {
      if (what === "selection") report([...this.store.selection]);
      this.ask(what);
    });
    if (this.store.selection.size) report([...this.store.selection]);
    this.ask("frames");
  }

  panel(name, plotly) {
    const { title, help } = this.data.texts[name];
    const panel = part(this.grid, `panel ${name}`, "section");
    const head = part(panel, "head", "header");
    part(head, "", "h3").textContent = title;
    const what = part(head, "what", "details");
    part(what, "", "summary").textContent = "What am I looking at?";
    part(what, "note", "p").textContent = help;
    what.addEventListener("focusout", () => (what.open = false));
    const tools = part(head, "tools", "span");
    const body = part(panel, "body", "div");
    const { task, organism, cut } = this.data;
    const picture = part(body, "picture", "div");
    const { store } = this;
    const view = VIEWS[name].create(picture, { plotly, store, task, organism, cut, head: tools });
    const given = (what) => this.given(what);
    return { ...withMenu(view, { name, title, tools, picture, store, plotly, given }), body };
  }

  // Draw in the next animation frame, once for all that changed until then.
  ask(what) {
    if (!this.pending.size) requestAnimationFrame(() => this.draw());
    this.pending.add(what);
  }

  draw() {
    const what = [...this.pending];
    this.pending.clear();
    if (this.gone) return;
    const given = this.given(what);
    const { frame, state } = given;
    this.element.dataset.state = state;
    if (this.legend) this.describe(frame, state);
    if (!frame) return;
    this.element.dataset.step = frame.step;
    const always = what.includes("size");
    for (const view of this.views) {
      if (!always && !what.some((each) => view.wants.includes(each))) continue;
      view.draw(given);
    }
    this.point(frame);
  }

  // What views draw: the shown step and all that the store holds; `what` has changed.
  given(what) {
    const { store, data, element } = this;
    const { frames, state, selection, hover } = store;
    const frame = frames[data.at ?? store.shown];
    return { what, frame, frames, live: store.position === null, state, selection, hover, theme: themeOf(element) };
  }

  describe(frame, state) {
    if (state === "lost") this.words.textContent = "The server does not answer; trying again…";
    else if (state === "gone") this.words.textContent = "The server no longer knows this run.";
    else if (!frame) this.words.textContent = "Fetching this organism…";
    else this.words.replaceChildren(...this.counts(frame));
    this.summary.textContent = frame ? this.sentence(frame) : "";
  }

  // The step in one sentence: who replicates, where, and what the rest can do alone.
  sentence(frame) {
    const { dark, layers, every } = this.data.organism;
    const replicators = frame.kinds[0];
    if (!replicators) return `Epoch ${whole(frame.epoch)}: no particle replicates itself.`;
    const [cells, edges] = layers[0];
    const pixels = new Set(dark);
    const [all, onDark] = [frame.kind.filter((kind) => kind === 0).length,
      frame.kind.filter((kind, p) => kind === 0 && p * every < cells * edges && pixels.has((p * every) % edges)).length];
    const where = dark.length ? `, ${Math.round((100 * onDark) / all)} % of them on dark pixels` : "";
    return `Epoch ${whole(frame.epoch)}: ${replicators.toLocaleString("en")} replicate${where}; ` +
      `${this.data.task.metric} ${readable(frame.metric)}, without them ${readable(frame.metric_without_replicators)}.`;
  }

  counts(frame) {
    const shown = KINDS.map(({ name, plural, colour, mark }, kind) => {
      const count = frame.kinds[kind];
      const entry = document.createElement("span");
      entry.title = this.data.texts.kinds_of[kind];
      const dot = part(entry, "mark", "b");
      dot.textContent = mark;
      dot.style.color = colour;
      entry.append(` ${count.toLocaleString("en")} ${count === 1 ? name : plural}`);
      if (!count && kind > 1) entry.className = "none";
      return entry;
    });
    this.picker.say(this.store.selection.size.toLocaleString("en"));
    const { every } = this.data.organism;
    if (every > 1) shown.push(`Views show every ${every}th particle.`);
    return shown;
  }

  // Selection at a choice: named groups, invert, clear, undo.
  chooser() {
    const { store, data } = this;
    const picker = document.createElement("select");
    picker.setAttribute("aria-label", "select particles");
    const frame = () => store.frames[data.at ?? store.shown];
    const groups = groupsOf(data.organism);
    const edits = [
      ["invert", () => Array.from(frame().kind.keys()).filter((p) => !store.selection.has(p))],
      ["clear", () => []],
    ];
    const label = picker.appendChild(new Option("", "", true, true));
    label.disabled = true;
    for (const [name] of [...groups, ...edits]) picker.add(new Option(name, name));
    picker.add(new Option("undo", "undo"));
    picker.addEventListener("change", () => {
      const [, members] = [...groups, ...edits].find(([name]) => name === picker.value) ?? [];
      if (members) store.select(members(frame(), data.organism));
      else store.undo();
      picker.selectedIndex = 0;
    });
    picker.say = (count) => (label.textContent = count === "0" ? "Select …" : `${count} selected`);
    return picker;
  }

  // The note beside the pointer: who is this particle?
  point(frame) {
    const particle = this.store.hover;
    this.tip.hidden = particle === null || !this.attended();
    if (this.tip.hidden) return;
    const number = particle * this.data.organism.every;
    const lines = [
      `particle ${number} · ${wordsFor(number, this.data.organism)}`,
      `${KINDS[frame.kind[particle]].mark} ${KINDS[frame.kind[particle]].name}`,
      `replication error ${readable(frame.replication_error[particle])}`,
      `replication loss ${readable(frame.replication_loss[particle])}`,
      `task contribution ${readable(frame.task_contribution[particle])} (${frame.contribution_method})`,
      `task weight ${readable(frame.weight[particle])}`,
    ];
    this.tip.replaceChildren(...lines.map((text) => Object.assign(document.createElement("div"), { textContent: text })));
    const box = this.element.getBoundingClientRect();
    const x = (this.pointer?.clientX ?? box.left) - box.left;
    const y = (this.pointer?.clientY ?? box.top) - box.top;
    const width = this.tip.offsetWidth;
    this.tip.style.left = `${x + width + 20 > box.width ? Math.max(0, x - width - 14) : x + 14}px`;
    this.tip.style.top = `${y + 14}px`;
  }

  // Whether it is this board that the visitor points at, or has the keyboard's focus in.
  attended() {
    const pointed = document.querySelector(".orgnet:hover");
    return pointed ? pointed === this.element : this.element.contains(document.activeElement);
  }

  destroy() {
    this.gone = true;
    this.leave();
    this.sizes.disconnect();
    for (const view of this.views) view.destroy();
  }
}

function part(parent, name, tag) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  parent.append(element);
  return element;
}

function whole(epoch) {
  return epoch % 1 ? epoch.toFixed(2) : String(epoch);
}

function wordsFor(particle, { layers, grid }) {
  const [layer, cell, edge] = placeOf(particle, layers);
  if (layer > 1 || !grid) return `layer ${layer}, cell ${cell}, edge ${edge}`;
  const [row, column] = [Math.ceil(edge / grid[1]), ((edge - 1) % grid[1]) + 1];
  return `layer ${layer}, cell ${cell}, pixel row ${row}, column ${column}`;
}
