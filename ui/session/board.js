// What Streamlit runs in the page: called whenever the data of a board are others than before; what
// it returns, when the board goes. The board itself is a module that browsers keep.

/** @import { BoardData, Server } from "../../orgnet_views/js/core/contracts.js" */

/**
 * @typedef {Pick<BoardData, "at" | "cut" | "query" | "state">} Changes what a board can be told later
 *
 * @typedef {object} Mounted
 * @property {string} lasting what a board is made with, as text
 * @property {(changes: Changes) => void} show
 * @property {() => void} leave
 *
 * @typedef {object} Component as Streamlit gives it
 * @property {BoardData} data
 * @property {HTMLElement} parentElement
 * @property {(name: string, value: any) => void} setStateValue
 * @property {(name: string, value: any) => void} setTriggerValue
 */

/** @type {WeakMap<HTMLElement, Mounted>} */
const boards = new WeakMap();
const LOOK_MS = 50; // between two looks at whether the page is built
const LEAVING_MS = 2000; // after a click on a link to a page, unless that page is being built before
let left = -Infinity; // when such a link was clicked

// Until the server begins to build that page, Streamlit 1.67 says of all it sends that it is of this
// one: what a board reported meanwhile would lead back here.
addEventListener("click", ({ target }) => {
  if (target instanceof Element && target.closest("[data-testid$=NavLink]")) left = performance.now();
}, { capture: true });

/**
 * Streamlit 1.67 breaks a page that it is still building when a fragment with others inside is asked
 * for again meanwhile: it drops elements of the one, keeps those of the others, and counts amiss.
 * @param {() => void} act
 */
function whenBuilt(act) {
  /** @type {HTMLElement | null} */
  const app = document.querySelector("[data-testid=stApp]");
  const building = ["running", "rerunRequested"].includes(app?.dataset.testScriptState ?? "");
  if (building) left = -Infinity;
  if (building || performance.now() < left + LEAVING_MS) setTimeout(() => whenBuilt(act), LOOK_MS);
  else act();
}

// Says to the server what the visitor does: of states only the newest value, triggers one by one.
class Reporter {
  /** @param {Component} component */
  constructor({ data, setStateValue, setTriggerValue }) {
    this.reports = data.reports;
    this.setState = setStateValue;
    this.setTrigger = setTriggerValue;
    /** @type {Map<string, any>} */
    this.waiting = new Map(); // states to be said
    /** @type {number | null} */
    this.position = null; // that the server knows of
    this.gone = false;
  }

  /** @param {string} name @param {any} value */
  report(name, value) {
    if (!this.reports.includes(name)) return;
    const waits = this.waiting.has(name);
    this.waiting.set(name, value);
    if (!waits) whenBuilt(() => this.send(name));
  }

  /** @param {string} name */
  send(name) {
    const value = this.waiting.get(name);
    this.waiting.delete(name);
    if (!this.gone) this.setState(name, value);
  }

  /** @returns {Server} */
  server() {
    return {
      reportSelection: (marks) => this.report("selection", marks),
      reportPosition: (position) => {
        if (position === this.position) return;
        this.position = position;
        this.report("at", position);
      },
      reportCut: null, // the page has its own way to cut
      openParticle: (particle) => whenBuilt(() => this.setTrigger("open", particle)),
      followLecture: (code, run) => whenBuilt(() => this.setTrigger("go", { code, run: run ?? null })),
    };
  }
}

/**
 * Room for views while their modules load, as board.css gives it: what stands below keeps its place,
 * and is not drawn because it seems to be in sight.
 * @param {HTMLElement} element
 * @param {string[]} views
 */
function keepRoom(element, views) {
  const panel = (/** @type {string} */ name) =>
    `<section class="panel ${name}"><header class="head"></header><div class="body"></div></section>`;
  const legend = views.includes("map") ? '<div class="legend"></div>' : "";
  element.innerHTML = `${legend}<div class="grid ${views.length === 1 ? "single" : ""}">${views.map(panel).join("")}</div>`;
}

/**
 * @param {HTMLElement} element
 * @param {Component} component
 * @param {string} lasting
 * @returns {Mounted}
 */
function mountBoard(element, component, lasting) {
  const reporter = new Reporter(component);
  const { data } = component;
  keepRoom(element, data.views);
  const mounting = import(new URL(`${data.assets}/board.js`, location.href).href).then(({ mount }) =>
    reporter.gone ? null : mount(element, data, reporter.server()));
  mounting.catch((error) => { element.textContent = `The views did not load: ${error.message}`; });
  return {
    lasting,
    show: (changes) => { mounting.then((board) => board?.show(changes)); },
    leave() {
      reporter.gone = true;
      boards.delete(element);
      mounting.then((board) => board?.destroy());
    },
  };
}

/** @param {Component} component */
export default function (component) {
  const element = /** @type {HTMLElement} */ (component.parentElement.querySelector(".orgnet"));
  const { at, cut, query, state, ...rest } = component.data;
  const lasting = JSON.stringify(rest);
  let board = boards.get(element);
  if (board?.lasting === lasting) board.show({ at, cut, query, state });
  else {
    board?.leave();
    board = mountBoard(element, component, lasting);
    boards.set(element, board);
  }
  return board.leave;
}
