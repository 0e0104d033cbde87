// A board: a grid of views on one run. Views draw what the store holds, all at the same frame.

import { loadPlotly } from "./chart.js";
import * as connectivity from "./connectivity.js";
import * as curves from "./curves.js";
import { part } from "./dom.js";
import * as history from "./history.js";
import * as inner from "./inner.js";
import * as kinds from "./kinds.js";
import { createLegend } from "./legend.js";
import * as lifelines from "./lifelines.js";
import * as map from "./map.js";
import { createNote } from "./note.js";
import { withMenu } from "./panel.js";
import * as pixels from "./pixels.js";
import * as place from "./place.js";
import * as plane from "./plane.js";
import * as replica from "./replica.js";
import * as response from "./response.js";
import * as timeline from "./timeline.js";
import * as trajectories from "./trajectories.js";
import { storeOf } from "./store.js";
import * as table from "./table.js";
import { themeOf } from "./theme.js";

const VIEWS = {
  map, curves, plane, kinds, timeline, lifelines, pixels, connectivity, trajectories, response, table,
  inner, replica, history, place,
};
const SETTLED = 250; // milliseconds without a change until the server hears of the shown step
const NEARBY = "200px"; // views this close to the screen are drawn, others when they come there

// Shows `data` (see ui/board.py) in `element`; `tell` says to the server what the visitor does.
export async function mount(element, data, tell) {
  return new Board(element, data, await loadPlotly(), tell);
}

class Board {
  constructor(element, data, plotly, tell) {
    this.element = element;
    this.data = data;
    this.tell = tell;
    this.cut = new Set(data.cut);
    this.store = storeOf(data.run);
    if (data.query) this.store.name(data.query);
    this.pending = new Set();
    element.replaceChildren();
    const shared = { ...data, store: this.store, frame: () => this.frame, open: tell.open, go: tell.go, redraw: () => this.ask("size") };
    if (data.views.includes("map")) this.legend = createLegend(part(element, "div", "legend"), { ...shared, texts: data.texts });
    this.grid = part(element, "div", `grid ${data.views.length === 1 ? "single" : ""}`);
    this.note = createNote(element, shared);
    this.views = data.views.map((name) => this.panel(name, { ...shared, plotly }));
    this.watchPanels();
    this.leave = this.store.listen((what) => this.hear(what));
    if (this.store.selection.size) this.hear("selection");
    this.hear("position");
    this.ask("frames");
  }

  get frame() {
    return this.store.frames[this.data.at ?? this.store.shown];
  }

  // Show another snapshot, or other particles as cut, which the address then names.
  show(changes) {
    Object.assign(this.data, changes);
    this.cut = new Set(this.data.cut);
    if (this.data.query) this.store.name(this.data.query);
    this.ask("position");
  }

  panel(name, shared) {
    const { title, help } = this.data.texts[name];
    const panel = part(this.grid, "section", `panel ${name}`);
    const head = part(panel, "header", "head");
    part(head, "h3").textContent = title;
    const what = part(head, "details", "what");
    part(what, "summary").textContent = "What am I looking at?";
    part(what, "p", "note").textContent = help;
    what.addEventListener("focusout", () => (what.open = false));
    const tools = part(head, "span", "tools");
    const body = part(panel, "div", "body");
    const picture = part(body, "div", "picture");
    const view = VIEWS[name].create(picture, { ...shared, head: tools });
    const { store, plotly } = shared;
    const menu = { name, title, tools, picture, store, plotly, given: (what) => this.given(what) };
    return { ...withMenu(view, menu), body, missed: new Set(["size"]), near: false };
  }

  // Views far from the screen only remember what they missed.
  watchPanels() {
    this.sizes = new ResizeObserver(() => this.ask("size"));
    this.nearness = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const view = this.views.find(({ body }) => body === target);
        view.near = isIntersecting;
        if (isIntersecting && view.missed.size) this.ask("nearness");
      }
    }, { rootMargin: NEARBY });
    for (const { body } of this.views) {
      this.sizes.observe(body);
      this.nearness.observe(body);
    }
  }

  hear(what) {
    if (what === "selection") this.tell.selection([...this.store.selection]);
    if (what === "picked") this.note.offer();
    if (what === "position") {
      clearTimeout(this.settling);
      this.settling = setTimeout(() => this.tell.at(this.store.position), SETTLED);
    }
    this.ask(what);
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
    Object.assign(this.element.dataset, { state, tool: this.store.tool });
    this.legend?.draw(frame, state);
    if (!frame) return;
    this.element.dataset.step = frame.step;
    for (const view of this.views) {
      for (const each of what) if (each === "size" || view.wants.includes(each)) view.missed.add(each);
      if (!view.near || !view.missed.size) continue;
      view.draw({ ...given, what: [...view.missed] });
      view.missed.clear();
    }
    this.note.draw(frame);
  }

  // What views draw: the shown step and all that the store holds; `what` has changed.
  given(what) {
    const { store, frame, element } = this;
    const { frames, state, selection, hover } = store;
    return { what, frame, frames, cut: this.cut, live: store.position === null, state, selection, hover, theme: themeOf(element) };
  }

  destroy() {
    this.gone = true;
    this.leave();
    if (this.data.query) this.store.name(withoutValues(this.data.query));
    clearTimeout(this.settling);
    this.sizes.disconnect();
    this.nearness.disconnect();
    this.note.destroy();
    for (const view of this.views) view.destroy();
  }
}

function withoutValues(query) {
  return Object.fromEntries(Object.keys(query).map((name) => [name, ""]));
}
