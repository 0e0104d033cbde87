// The address names what is shown: behind the page's own query the step and the selection stand as a
// fragment, #step=1200&selected=0-44_90. It follows the store without a word to the server; a link
// opens the same view. Without a step the newest one is shown. What a page has its board say, such as
// the cut, joins the query, for the server to read when the page opens.

import { fromRanges, toRanges } from "./ranges.js";

/** @import { Store } from "./contracts.js" */
/** @import { Target } from "./store.js" */

export const LONGEST = 20000; // characters of a selection in an address
const SETTLED_MS = 400; // without a change: Chrome fetches the page's icon at every new address

/**
 * What a fragment asks for, and a sentence about what it cannot mean.
 * @param {string} fragment
 */
export function viewOf(fragment) {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const [step, selected] = [given.get("step"), given.get("selected")];
  /** @type {Target} */
  const view = {};
  if (step !== null && /^\d{1,9}$/.test(step)) view.step = Number(step);
  if (selected !== null && selected.length <= LONGEST && fromRanges(selected, 0)) view.selected = selected;
  const wrong = (step !== null && view.step === undefined) || (selected !== null && view.selected === undefined);
  return { view, problem: wrong ? "The link's step or selection cannot be read." : "" };
}

/**
 * The step and the selection that a store shows, as viewOf reads them.
 * @param {Store} store
 */
export function viewShown(store) {
  const step = store.position === null ? null : store.frames[store.shown]?.step ?? null;
  return { step, selected: toRanges(store.selection) };
}

/**
 * A link to what is shown; without the selection where that would be too long.
 * @param {Store} store
 * @param {string[]} kept parameters of the present address that it keeps
 */
export function linkTo(store, kept) {
  const link = new URL(location.href);
  const given = [...link.searchParams].filter(([name]) => kept.includes(name) && name !== "run");
  const named = store.isNamed ? [["run", store.run]] : [];
  link.search = withQuery(store, new URLSearchParams([...named, ...given])).toString();
  link.hash = fragmentOf(store);
  return link.href;
}

/**
 * What a link leaves out because it is too long, in words; "" if it holds everything.
 * @param {Store} store
 */
export function leftOut(store) {
  const left = toRanges(store.selection).length > LONGEST ? ["selection"] : [];
  if (Object.values(store.query).includes(null)) left.push("saved cut");
  return left.join(" and the ");
}

/**
 * The parameters, with what the page has the address say.
 * @param {Store} store
 * @param {URLSearchParams} parameters
 */
export function withQuery(store, parameters) {
  for (const [name, value] of Object.entries(store.query)) {
    if (value) parameters.set(name, value);
    else parameters.delete(name);
  }
  return parameters;
}

/** @param {Store} store */
function fragmentOf(store) {
  const { step, selected } = viewShown(store);
  const parts = [];
  if (step !== null) parts.push(`step=${step}`);
  if (selected && selected.length <= LONGEST) parts.push(`selected=${selected}`);
  return parts.join("&");
}

// Keeps the address in step with the store, and the store with a fragment typed or pasted into it.
export class Address {
  /** @param {Store} store @param {(sentence: string) => void} say */
  constructor(store, say) {
    this.store = store;
    this.next = ""; // what the address is to be, behind the path
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.waiting = undefined;
    // The event's own address: this one may have been written over before the event came.
    /** @param {{ newURL: string }} event */
    this.read = ({ newURL }) => {
      const { view, problem } = viewOf(new URL(newURL).hash);
      if (problem) say(problem);
      store.setTarget(view);
    };
    addEventListener("hashchange", this.read);
    if (!store.addressed && this.isOurs()) this.read({ newURL: location.href }); // once: afterwards the store knows better
    store.addressed = true;
  }

  isOurs() {
    return !this.store.isNamed || new URLSearchParams(location.search).get("run") === this.store.run;
  }

  update() {
    const next = this.tail();
    if (next === this.next && location.search + location.hash === next) return;
    if (next !== this.next) this.rest();
    this.next = next;
    this.waiting ??= setTimeout(() => this.write(), SETTLED_MS);
  }

  // What the address is to be, behind the path; another's fragment stays.
  tail() {
    const search = withQuery(this.store, new URLSearchParams(location.search)).toString();
    const fragment = fragmentOf(this.store);
    const ours = /^#(step|selected)=/.test(location.hash);
    const hash = fragment || ours ? fragment && `#${fragment}` : location.hash;
    return (search && `?${search}`) + hash;
  }

  rest() {
    clearTimeout(this.waiting);
    this.waiting = undefined;
  }

  write() {
    this.waiting = undefined;
    if (this.store.target || !this.isOurs()) return;
    const tail = this.tail();
    if (tail === location.search + location.hash) return;
    try {
      history.replaceState(history.state, "", location.pathname + tail);
    } catch {
      // A page without an address of its own, as one that a frame was given as text.
    }
  }

  destroy() {
    this.rest();
    removeEventListener("hashchange", this.read);
  }
}
