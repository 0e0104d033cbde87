// Cut by hand, where the page has the organism itself (Source.specimen): what is cut acts as zero, and
// the organism is tried on test samples at once, before and after.

import { nearestTo, scoreOf } from "../core/cutting.js";
import { countOf, formatCount, formatNumber } from "../core/format.js";
import { SELF_REPLICATOR } from "../core/kinds.js";
import { addButton, addElement } from "../draw/dom.js";
import { announce } from "../parts/announcer.js";

/** @import { Score } from "../core/cutting.js" */
/** @import { Change, Frame, Given, Shared, Specimen, Table, View } from "../core/contracts.js" */

export const height = 210;

const NONE = "This organism is too large to be cut here: not every particle has a mark.";

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new Cutting(element, shared);
}

class Cutting {
  /** @type {Change[]} */
  wants = ["frames", "position", "selection"];

  /** @param {HTMLElement} element @param {Shared} shared */
  constructor(element, { store, task, reportCut }) {
    this.store = store;
    this.task = task;
    this.reportCut = reportCut ?? (() => {});
    /** @type {Set<number>} */
    this.cut = new Set(); // as it was drawn last
    const bar = addElement(element, "p", "bar");
    this.selected = addButton(bar, "Cut the selection", () => this.add(this.store.selection));
    this.replicators = addButton(bar, "Cut the self-replicators", () => this.add(replicatorsOf(this.frame)));
    this.clear = addButton(bar, "Clear", () => this.reportCut([]));
    this.words = addElement(element, "p", "said");
    this.there = addButton(element, "", () => this.store.seek(this.placeOf(this.nearest)));
    this.table = addElement(element, "table", "scores");
    /** @type {Map<number, Score>} */
    this.whole = new Map(); // by kept step: nothing cut
  }

  get frame() {
    return this.store.frames[this.store.shown];
  }

  /** @returns {Specimen | null} */
  get specimen() {
    return this.store.source.specimen ?? null;
  }

  // The kept step nearest to the shown one.
  get nearest() {
    const { steps } = /** @type {Specimen} */ (this.specimen);
    return steps[nearestTo(steps, this.frame.step)];
  }

  /** @param {number} step */
  placeOf(step) {
    return this.store.frames.findIndex((frame) => frame.step === step);
  }

  /** @param {Iterable<number>} marks */
  add(marks) {
    this.reportCut([...new Set([...this.cut, ...marks])].sort((a, b) => a - b));
  }

  /** @param {Given} given */
  draw({ cut, frame, selection }) {
    this.cut = cut;
    const { specimen } = this;
    const isKept = Boolean(specimen?.steps.includes(frame.step));
    this.selected.disabled = !isKept || !selection.size;
    this.replicators.disabled = !isKept || !frame.kinds[SELF_REPLICATOR];
    this.clear.disabled = !cut.size;
    this.there.hidden = isKept || !specimen;
    this.table.hidden = !isKept;
    if (!specimen) this.words.textContent = NONE;
    else if (isKept) this.showScores(specimen, frame);
    else this.offerNearest(specimen);
    announce(this.words.textContent);
  }

  /** @param {Specimen} specimen */
  offerNearest({ steps }) {
    const { epoch } = this.store.frames[this.placeOf(this.nearest)];
    this.words.textContent = `Cuts can be tested at ${steps.length} of the recorded steps, not at this one.`;
    this.there.textContent = `Go to the nearest: epoch ${formatNumber(epoch)}`;
  }

  /** @param {Specimen} specimen @param {Frame} frame */
  showScores(specimen, frame) {
    const { before, after } = this.scores(specimen, frame.step);
    const { cut, task: { metric } } = this;
    const of = `on ${formatCount(specimen.samples)} test samples`;
    this.words.textContent = cut.size
      ? `Cut: ${formatCount(cut.size)} of ${countOf(frame.kind.length, "particle")}, tested ${of}.`
      : `Nothing is cut; tested ${of}.`;
    const rows = [["", "before", "after the cut", "change"], ...[metric, "loss"].map((name, i) => {
      const [one, other] = [before, after].map((score) => (i ? score.loss : score.metric));
      return [name, ...[one, other].map(formatNumber), signed(other - one)];
    })];
    this.table.replaceChildren();
    rows.forEach((cells, row) => {
      const line = addElement(this.table, "tr");
      cells.forEach((text, column) => { addElement(line, text && !(row && column) ? "th" : "td").textContent = text; });
    });
  }

  /** @param {Specimen} specimen @param {number} step one that is kept */
  scores(specimen, step) {
    const at = specimen.steps.indexOf(step);
    const before = this.whole.get(at) ?? scoreOf(specimen, at, []);
    this.whole.set(at, before);
    return { before, after: this.cut.size ? scoreOf(specimen, at, this.cut) : before };
  }

  /**
   * No row at a step that is not kept.
   * @param {Given} given
   * @returns {Table}
   */
  numbers({ frame, cut }) {
    const columns = ["epoch", "step", "particles_cut", "metric", "loss", "metric_after", "loss_after"];
    const { specimen } = this;
    if (!specimen?.steps.includes(frame.step)) return { name: "cutting", columns, rows: [], wants: ["position"] };
    const { before, after } = this.scores(specimen, frame.step);
    const row = [frame.epoch, frame.step, cut.size, before.metric, before.loss, after.metric, after.loss];
    return { name: "cutting", columns, rows: [row], wants: ["position"] };
  }

  destroy() {}
}

/** @param {Frame} frame */
function replicatorsOf({ kind }) {
  return Array.from(kind.keys()).filter((mark) => kind[mark] === SELF_REPLICATOR);
}

/** @param {number} change */
function signed(change) {
  return change > 0 ? `+${formatNumber(change)}` : formatNumber(change);
}
