// A board: a grid of views on one run. Views draw what the store holds, all at the same frame.

import { storeOfBatch } from "./core/batch.js";
import { keepTogether } from "./core/pairing.js";
import { LOADING, storeOf } from "./core/store.js";
import { loadPlotly } from "./draw/chart.js";
import { addElement, setAttribute } from "./draw/dom.js";
import { themeOf, watchTheme } from "./draw/theme.js";
import { drawTogether } from "./draw/together.js";
import { withMenu } from "./parts/menu.js";
import { Note } from "./parts/note.js";
import { createOverview } from "./parts/overview.js";
import { addPanel, complain, complainOfHeight, isFlat } from "./parts/panel.js";
import { learn } from "./parts/terms.js";
import { loadView } from "./views/index.js";

/** @import { BoardData, Change, Given, Query, Server, Shared, Store, View, ViewModule } from "./core/contracts.js" */

/**
 * @typedef {object} Panel
 * @property {string} name the view's
 * @property {View} view
 * @property {HTMLElement} panel
 * @property {HTMLElement} body
 * @property {Set<Change>} missed changes since the view was drawn
 * @property {boolean} near the screen
 * @property {boolean} seen some of it
 * @property {boolean} waits for Plotly, which comes once what does without is drawn
 */

const SETTLED_MS = 250; // without a change until the server hears of the shown step
/** @type {Set<Change>} */
const MOVES = new Set(["position", "hover"]); // many a second, and they leave the page's look as it is
const NEARBY = "200px"; // views this close to the screen are drawn, others when they come there

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
    /** @type {Promise<void> | undefined} */
    this.charts = undefined; // once Plotly is asked for
    element.replaceChildren();
    this.drawOverview = data.views.includes("map")
      ? createOverview(addElement(element, "div", "legend"), { ...data, store, frameShown: () => this.frame })
      : null;
    this.grid = addElement(element, "div", `grid ${data.views.length === 1 ? "single" : ""}`);
    this.note = new Note(element, { store, organism: data.organism, openParticle: server.openParticle });
    this.panels = data.views.map((name, i) => this.addView(name, modules[i]));
    this.sizes = new ResizeObserver((entries) => this.onSizes(entries));
    this.nearness = [
      new IntersectionObserver((entries) => this.onNearness("near", entries), { rootMargin: NEARBY }),
      new IntersectionObserver((entries) => this.onNearness("seen", entries)),
    ];
    for (const { body } of this.panels) {
      this.sizes.observe(body);
      for (const observer of this.nearness) observer.observe(body);
    }
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
   * @returns {Panel}
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
    return { name, view, panel, body, missed: new Set(["size"]), near: false, seen: false, waits: needsPlotly };
  }

  /** @param {ResizeObserverEntry[]} entries */
  onSizes(entries) {
    for (const { target, contentRect } of entries) {
      if (isFlat(contentRect)) complainOfHeight(this.panelOf(target).panel, this.panelOf(target).name);
    }
    this.requestDraw("size");
  }

  /**
   * Views far from the screen only remember what they missed.
   * @param {"near" | "seen"} how
   * @param {IntersectionObserverEntry[]} entries
   */
  onNearness(how, entries) {
    for (const { target, isIntersecting } of entries) {
      const panel = this.panelOf(target);
      panel[how] = isIntersecting;
      if (isIntersecting && panel.missed.size) this.requestDraw("nearness");
    }
  }

  /** @param {Element} body */
  panelOf(body) {
    return /** @type {Panel} */ (this.panels.find((panel) => panel.body === body));
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
    if (this.panels.some(({ near, missed }) => near && missed.size)) this.requestDraw("nearness");
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
    for (const panel of this.panels) {
      noteChanges(panel, what);
      if (given && isDue(panel, what)) drawPanel(panel, given);
    }
    for (const { panel, missed } of this.panels) panel.classList.toggle("behind", missed.size > 0);
    if (!given) return;
    element.dataset.shown = String(given.frame.step); // not data-step: a host may have rules for that
    this.note.draw(given.frame);
    if (this.panels.some(({ near, waits }) => near && waits)) this.charts ??= this.bringCharts();
  }

  async bringCharts() {
    const waiting = this.panels.filter(({ waits }) => waits);
    await new Promise(requestAnimationFrame); // what is drawn is seen first: Plotly takes its time
    try {
      await loadPlotly();
      for (const panel of waiting) panel.waits = false;
      this.requestDraw("nearness");
    } catch {
      for (const { panel } of waiting) complain(panel, "The charts did not load: reload the page.");
    }
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
    this.sizes.disconnect();
    for (const observer of this.nearness) observer.disconnect();
    this.note.destroy();
    for (const { view } of this.panels) view.destroy();
  }
}

/**
 * A view hears of what it wants.
 * @param {Panel} panel
 * @param {Change[]} what
 */
function noteChanges({ view, missed }, what) {
  for (const each of what) if (each === "size" || view.wants.includes(each)) missed.add(each);
}

/**
 * Whether a view is to be drawn: near the screen at once, but where it is not seen, moves may end first.
 * @param {Panel} panel
 * @param {Change[]} what has changed
 */
function isDue({ missed, near, seen, waits }, what) {
  return near && !waits && missed.size > 0 && (seen || what.includes("nearness") || [...missed].some((each) => !MOVES.has(each)));
}

/**
 * Its panel then says of which step a view is.
 * @param {Panel} panel
 * @param {Given} given
 */
function drawPanel({ view, panel, missed }, given) {
  view.draw({ ...given, what: [...missed] });
  missed.clear();
  panel.dataset.shown = String(given.frame.step);
}

/** @param {Query} query @returns {Query} */
function withoutValues(query) {
  return Object.fromEntries(Object.keys(query).map((name) => [name, ""]));
}
