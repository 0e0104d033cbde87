// A board: a grid of views on one run. Views draw what the store holds, all at the same frame.

import { storeOfBatch } from "./core/batch.js";
import { keepTogether } from "./core/pairing.js";
import { LOADING, storeOf } from "./core/store.js";
import { addElement, setAttribute } from "./draw/dom.js";
import { themeOf, watchTheme } from "./draw/theme.js";
import { drawTogether } from "./draw/together.js";
import { withMenu } from "./parts/menu.js";
import { Note } from "./parts/note.js";
import { createOverview } from "./parts/overview.js";
import { addPanel } from "./parts/panel.js";
import { MOVES, Panels } from "./parts/panels.js";
import { learn } from "./parts/terms.js";
import { loadView } from "./views/index.js";

/** @import { BoardData, Change, Given, Query, Server, Shared, Store, ViewModule } from "./core/contracts.js" */

const SETTLED_MS = 250; // without a change until the server hears of the shown step

/**
 * Shows `data` in `element`; `server` hears what the visitor does. All comes from the store, by itself
 * that of the server's run, or of one batch of it.
 * @param {HTMLElement} element
 * @param {BoardData} data
 * @param {Server} server
 * @param {Store} [store]
 */
export async function mount(element, data, server, store = storeFor(data)) {
  return new Board(element, data, await Promise.all(data.views.map(loadView)), server, store);
}

/** @param {BoardData} data */
function storeFor({ run, batch }) {
  return batch === null ? storeOf(run) : storeOfBatch(run, batch);
}

class Board {
  /**
   * @param {HTMLElement} element
   * @param {BoardData} data
   * @param {ViewModule[]} modules those of `data.views`
   * @param {Server} server
   * @param {Store} store
   */
  constructor(element, data, modules, server, store) {
    this.element = element;
    this.data = data;
    this.server = server;
    this.cut = new Set(data.cut);
    this.store = store;
    if (data.query) store.setQuery(data.query);
    learn(data.texts.glossary ?? {}); // a saved notebook may have none
    /** @type {Set<Change>} */
    this.pending = new Set();
    this.gone = false;
    this.theme = themeOf(element);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.settling = undefined;
    element.replaceChildren();
    this.drawOverview = data.views.includes("map")
      ? createOverview(addElement(element, "div", "legend"), { ...data, store, frameShown: () => this.frame })
      : null;
    this.grid = addElement(element, "div", `grid ${data.views.length === 1 ? "single" : ""}`);
    this.note = new Note(element, { store, organism: data.organism, openParticle: server.openParticle });
    this.panels = new Panels((what) => this.requestDraw(what));
    for (const [i, name] of data.views.entries()) this.addView(name, modules[i]);
    this.unwatch = watchTheme(element, () => this.requestDraw("size"));
    this.leave = store.listen((what) => this.onChange(what));
    this.part = data.beside ? keepTogether(store, storeOf(data.beside.run), data.beside.alike) : () => {};
    if (store.selection.size) this.onChange("selection");
    this.onChange("position");
    this.requestDraw("frames");
  }

  // Whether the timeline has moved and the page's script has not come after it yet.
  get isWaiting() {
    const { data: { at }, store: { position } } = this;
    return at !== null && position !== null && at !== position;
  }

  get frame() {
    return this.store.frames[this.data.at ?? this.store.shown];
  }

  /**
   * Show another snapshot, or other particles as cut, which the address then names; or a run whose
   * state is another: it may have been over, and grow again.
   * @param {Partial<Pick<BoardData, "at" | "cut" | "query" | "state">>} changes
   */
  show(changes) {
    Object.assign(this.data, changes);
    this.cut = new Set(this.data.cut);
    if (this.data.query) this.store.setQuery(this.data.query);
    this.store.follow();
    this.theme = themeOf(this.element); // the page may look otherwise
    this.requestDraw("position");
  }

  /**
   * @param {string} name
   * @param {ViewModule} module
   */
  addView(name, { create, height, needsPlotly = false }) {
    const { data, server, store } = this;
    const { texts, run, organism, task, particle, kept, batch, plays } = data;
    const { panel, tools, body, picture } = addPanel(this.grid, name, texts[name], height);
    const { openParticle, followLecture, reportCut } = server;
    /** @type {Shared} */
    const shared = {
      store, run, organism, task, particle, kept, batch, plays, head: tools, openParticle, followLecture, reportCut,
      redraw: () => this.requestDraw("size"),
    };
    const given = (/** @type {Change[]} */ what) => this.given(what);
    const view = withMenu(create(picture, shared), {
      name, title: texts[name].title, tools, picture, store, given,
    });
    this.panels.add({ name, view, panel, body, waits: needsPlotly });
  }

  /** @param {Change} what */
  onChange(what) {
    if (what === "status") return; // it is the page that says it
    if (what === "selection") this.server.reportSelection([...this.store.selection]);
    if (what === "picked") this.note.offer();
    if (what === "position") {
      clearTimeout(this.settling);
      this.settling = setTimeout(() => this.onSettled(), SETTLED_MS);
    }
    this.requestDraw(what);
  }

  onSettled() {
    this.server.reportPosition(this.store.position);
    if (this.panels.areBehind) this.requestDraw("nearness");
  }

  /**
   * Draw in the next animation frame, once for all that changed until then.
   * @param {Change} what
   */
  requestDraw(what) {
    if (!this.pending.size) drawTogether(() => this.draw());
    this.pending.add(what);
  }

  draw() {
    const what = [...this.pending];
    this.pending.clear();
    if (this.gone) return;
    const { store, element, frame } = this;
    setAttribute(element, "data-state", store.state);
    setAttribute(element, "data-tool", store.tool);
    element.classList.toggle("waiting", this.isWaiting);
    if (!what.every((each) => MOVES.has(each))) this.theme = themeOf(element);
    this.drawOverview?.(frame, store.state, this.theme);
    const given = this.given(what);
    this.panels.draw(what, given);
    if (!given) return;
    element.dataset.shown = String(given.frame.step); // not data-step: a host may have rules for that
    this.note.draw(given.frame);
  }

  /**
   * What views draw: the shown step and all that the store holds; null before all that was recorded,
   * or what can be had of it in a second, is there.
   * @param {Change[]} what has changed
   * @returns {Given | null}
   */
  given(what) {
    const { store, frame, cut, theme } = this;
    if (!frame || store.state === LOADING) return null;
    const { frames, phases, epochs, state, more, selection, hover } = store;
    const live = store.position === null;
    return { what, frame, frames, phases, epochs, cut, live, state, more, selection, hover, theme };
  }

  destroy() {
    this.gone = true;
    this.leave();
    this.unwatch();
    this.part();
    if (this.data.query) this.store.setQuery(withoutValues(this.data.query));
    clearTimeout(this.settling);
    this.note.destroy();
    this.panels.destroy();
  }
}

/** @param {Query} query @returns {Query} */
function withoutValues(query) {
  return Object.fromEntries(Object.keys(query).map((name) => [name, ""]));
}
