// The line above the views: how many particles are of each kind, who is selected, how to select, and
// the step in one sentence.

import { countOf, formatCount, formatNumber } from "../core/format.js";
import { groupsOf } from "../core/groups.js";
import { KINDS, OTHER, SELF_REPLICATOR } from "../core/kinds.js";
import { darkPixelTest } from "../core/position.js";
import { addButton, addElement, addSelect, setAttribute, write } from "../draw/dom.js";
import { seen } from "../draw/theme.js";
import { announce } from "./announcer.js";

/** @import { Frame, Organism, Store, Task, Texts, Theme, Tool } from "../core/contracts.js" */

/** @type {[tool: Tool, name: string][]} */
const TOOLS = [["click", "Click"], ["box", "Box"], ["lasso", "Lasso"]];

/** @type {Record<string, string>} */
const TROUBLES = {
  lost: "The server does not answer; trying again…",
  gone: "The server no longer has this run.",
};

/**
 * @typedef {object} About
 * @property {Store} store
 * @property {Organism} organism
 * @property {Task} task
 * @property {Texts} texts
 * @property {number | null} batch as in BoardData
 * @property {() => Frame | undefined} frameShown
 */

/**
 * Returns what draws it.
 * @param {HTMLElement} element
 * @param {About} about
 */
export function createOverview(element, about) {
  const { store, organism, task, texts, batch } = about;
  const words = addElement(element, "div", "words");
  const showCounts = createCounts(organism, texts);
  const showSelected = addGroups(element, about);
  const showTool = addTools(element, store, texts);
  const summary = addElement(element, "output", "summary");
  summary.ariaLive = "off"; // the announcer says it, now and then
  const isOnDark = darkPixelTest(organism);

  /** @param {Frame | undefined} frame @param {string} state @param {Theme} theme */
  return function draw(frame, state, theme) {
    if (TROUBLES[state]) write(words, TROUBLES[state]);
    else if (!frame) write(words, "Fetching this organism…");
    else showCounts(words, frame, theme);
    const said = frame ? sentence(frame, task, organism, isOnDark) : "";
    write(summary, said);
    if (batch === null) announce(TROUBLES[state] ?? said); // of one batch its own view says more
    showSelected();
    showTool();
  };
}

/**
 * The step in one sentence: who replicates, where, and what the rest can do alone.
 * @param {Frame} frame
 * @param {Task} task
 * @param {Organism} organism
 * @param {(mark: number) => boolean} isOnDark
 */
function sentence(frame, task, organism, isOnDark) {
  const when = `Epoch ${frame.epoch % 1 ? frame.epoch.toFixed(2) : frame.epoch}`;
  const replicators = frame.kinds[SELF_REPLICATOR];
  if (!replicators) return `${when}: no particle is a self-replicator.`;
  const all = frame.kind.filter((kind) => kind === SELF_REPLICATOR).length;
  const onDark = frame.kind.filter((kind, mark) => kind === SELF_REPLICATOR && isOnDark(mark)).length;
  const where = organism.dark.length ? `, ${Math.round((100 * onDark) / all)} % of them on dark pixels` : "";
  return `${when}: ${countOf(replicators, "self-replicator")}${where}; ` +
    `${task.metric} ${formatNumber(frame.metric)}, without them ${formatNumber(frame.metric_without_replicators)}.`;
}

/**
 * Returns what shows how many particles are of each kind.
 * @param {Organism} organism
 * @param {Texts} texts
 */
function createCounts({ every }, texts) {
  const entries = KINDS.map(({ mark }, kind) => {
    const entry = document.createElement("span");
    entry.title = texts.kinds_of[kind];
    const dot = addElement(entry, "b", "mark");
    dot.textContent = mark;
    return { entry, dot, words: addElement(entry, "span") };
  });
  const note = every > 1 ? [`Views show one particle in ${every}.`] : [];

  /** @param {Element} place @param {Frame} frame @param {Theme} theme */
  return (place, { kinds }, theme) => {
    if (place.firstChild !== entries[0].entry) place.replaceChildren(...entries.map(({ entry }) => entry), ...note);
    KINDS.forEach(({ name, plural, colour }, kind) => {
      const { entry, dot, words } = entries[kind];
      write(words, ` ${formatCount(kinds[kind])} ${kinds[kind] === 1 ? name : plural}`);
      entry.classList.toggle("none", !kinds[kind] && kind > OTHER); // of the special kinds
      setAttribute(dot, "style", `color:${colour};-webkit-text-stroke:0.7px ${seen(colour, theme)}`);
    });
  };
}

/**
 * Selection at a choice: named groups, invert, clear, undo. Returns what shows how many are selected.
 * @param {HTMLElement} element
 * @param {About} about
 */
function addGroups(element, { store, organism, frameShown }) {
  /** @type {Map<string, (frame: Frame) => number[]>} */
  const members = new Map([
    ...groupsOf(organism),
    ["invert", (frame) => Array.from(frame.kind.keys()).filter((mark) => !store.selection.has(mark))],
    ["clear", () => []],
  ]);
  const names = [...members.keys(), "undo"];
  const select = addSelect(element, "select particles", names.map((name) => [name, name]), () => {
    const [wanted, frame] = [members.get(select.value), frameShown()];
    if (!wanted) store.undo();
    else if (frame) store.select(wanted(frame));
    select.selectedIndex = 0;
  });
  const label = new Option("", "", true, true);
  label.disabled = true;
  select.add(label, 0);
  select.selectedIndex = 0;
  return () => {
    const { size } = store.selection;
    write(label, size ? `${formatCount(size)} selected` : "Select …");
  };
}

/**
 * Returns what shows the tool in use.
 * @param {HTMLElement} element
 * @param {Store} store
 * @param {Texts} texts
 */
function addTools(element, store, texts) {
  const bar = addElement(element, "span", "toolbar");
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "how to select");
  const buttons = TOOLS.map(([tool, name]) => addButton(bar, name, () => store.setTool(tool), { title: texts.tools[tool] }));
  return () => {
    TOOLS.forEach(([tool], i) => setAttribute(buttons[i], "aria-pressed", String(tool === store.tool)));
  };
}
