// The address names what is shown: behind Streamlit's own query the step and the selection stand as a
// fragment, #step=1200&selected=0-44,90. It follows the store without a word to the server; a link
// opens the same view. Without a step the newest one is shown. What a page has its board say, such as
// the cut, joins the query, for the server to read when the page opens.

import { fromRanges, toRanges } from "./ranges.js";

const KEPT = ["run", "particle", "controls", "type"]; // in a copied link
export const LONGEST = 20000; // characters of a selection in an address
const SETTLED = 400; // milliseconds without a change: Chrome fetches the page's icon at every new address

// What a fragment asks for, as RunStore.want takes it, and a sentence about what it cannot mean.
export function viewOf(fragment) {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const [step, selected] = [given.get("step"), given.get("selected")];
  const view = {};
  if (step !== null && /^\d{1,9}$/.test(step)) view.step = Number(step);
  if (selected !== null && selected.length <= LONGEST && fromRanges(selected, 0)) view.selected = selected;
  const wrong = (step !== null && view.step === undefined) || (selected !== null && view.selected === undefined);
  return { view, problem: wrong ? "The link's step or selection cannot be read." : "" };
}

// The step and the selection that a store shows, as viewOf reads them.
export function viewShown(store) {
  const step = store.position === null ? null : store.frames[store.shown]?.step ?? null;
  return { step, selected: toRanges(store.selection) };
}

// A link to what is shown; without the selection where that would be too long.
export function linkTo(store) {
  const link = new URL(location.href);
  const given = [...link.searchParams].filter(([name]) => KEPT.includes(name) && name !== "run");
  link.search = named(store, new URLSearchParams([["run", store.run], ...given]));
  link.hash = fragmentOf(store);
  return link.href;
}

// What a link leaves out, in words; "" if it holds everything.
export function tooLong(store) {
  const left = toRanges(store.selection).length > LONGEST ? ["selection"] : [];
  if (Object.values(store.query).includes(null)) left.push("kept cut");
  return left.join(" and the ");
}

// The parameters, with what the page has the address say.
export function named(store, parameters) {
  for (const [name, value] of Object.entries(store.query)) {
    if (value) parameters.set(name, value);
    else parameters.delete(name);
  }
  return parameters;
}

function fragmentOf(store) {
  const { step, selected } = viewShown(store);
  const parts = [];
  if (step !== null) parts.push(`step=${step}`);
  if (selected && selected.length <= LONGEST) parts.push(`selected=${selected}`);
  return parts.join("&");
}

// Keeps the address in step with the store, and the store with a fragment typed or pasted into it.
export class Address {
  constructor(store, say) {
    this.store = store;
    this.read = () => {
      const { view, problem } = viewOf(location.hash);
      if (problem) say(problem);
      store.want(view);
    };
    addEventListener("hashchange", this.read);
    if (!store.addressed && this.isOurs()) this.read(); // once: afterwards the store knows better
    store.addressed = true;
  }

  isOurs() {
    return new URLSearchParams(location.search).get("run") === this.store.run;
  }

  follow() {
    const coming = this.tail();
    if (coming === this.coming && location.search + location.hash === coming) return;
    if (coming !== this.coming) this.rest();
    this.coming = coming;
    this.waiting ??= setTimeout(() => this.write(), SETTLED);
  }

  // What the address is to be, behind the path; another's fragment stays.
  tail() {
    const search = named(this.store, new URLSearchParams(location.search)).toString();
    const fragment = fragmentOf(this.store);
    const ours = /^#(step|selected)=/.test(location.hash);
    const hash = fragment || ours ? fragment && `#${fragment}` : location.hash;
    return (search && `?${search}`) + hash;
  }

  rest() {
    clearTimeout(this.waiting);
    this.waiting = null;
  }

  write() {
    this.waiting = null;
    if (this.store.wanted || !this.isOurs()) return;
    const tail = this.tail();
    if (tail === location.search + location.hash) return;
    history.replaceState(history.state, "", location.pathname + tail);
  }

  destroy() {
    this.rest();
    removeEventListener("hashchange", this.read);
  }
}
