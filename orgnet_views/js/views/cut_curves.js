// What cuts of growing size cost, criterion by criterion (paper, Fig. 8), at the steps for which that was
// computed: those of the shown step, or of the nearest.

import { nearestTo } from "../core/cutting.js";
import { formatCount } from "../core/format.js";
import { Chart, axisTitle } from "../draw/chart.js";
import { addElement } from "../draw/dom.js";
import { LINES } from "../draw/theme.js";

/** @import { Change, Curves, CutPoint, Given, Shared, Table, Task, View } from "../core/contracts.js" */

export const height = 420;

export const needsPlotly = true;

const NONE = "No pruning curves were computed for this run.";
const DASHES = ["solid", "dash", "dot", "dashdot"];
const COLOURS = [LINES.replication, LINES.test, LINES.cost, LINES.training, LINES.plain, ...LINES.pinned.slice(1, 3)];

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new CutCurves(element, shared);
}

class CutCurves {
  /** @type {Change[]} */
  wants = ["position", "frames"];

  /** @param {HTMLElement} element @param {Shared} shared */
  constructor(element, { store, task }) {
    this.store = store;
    this.task = task;
    this.chart = new Chart(element);
    this.words = addElement(element, "p", "under");
    /** @type {Curves | null} */
    this.drawn = null;
  }

  /** @param {number} step @returns {Curves | null} */
  nearest(step) {
    const all = this.store.source.curves ?? [];
    return all.length ? all[nearestTo(all.map((each) => each.step), step)] : null;
  }

  /** @param {Given} given */
  draw({ what, frame, theme }) {
    const found = this.nearest(frame.step);
    if (found && found === this.drawn && what.every((each) => each === "position")) return;
    this.drawn = found;
    this.words.textContent = found
      ? `Computed at step ${formatCount(found.step)}; marks: as many cut as there are self-replicators.`
      : NONE;
    if (found) this.chart.draw(traces(found, this.task), layout(this.task), theme);
  }

  /** @param {Given} given @returns {Table} */
  numbers({ frame }) {
    const found = this.nearest(frame.step);
    const columns = ["criterion", "step", "particles_cut", "share", "metric", "loss"];
    const rows = (found?.curves ?? []).flatMap(({ criterion, points }) =>
      points.map((point) => [criterion, found?.step ?? NaN, ...point.map((value) => value ?? NaN)]));
    return { name: "cut_curves", columns, rows, wants: ["position"] };
  }

  destroy() {
    this.chart.destroy();
  }
}

/** @param {Curves} found @param {Task} task */
function traces({ curves }, { metric }) {
  return curves.flatMap(({ criterion, points, operating }, i) => {
    const [color, dash] = [COLOURS[i % COLOURS.length], DASHES[Math.floor(i / COLOURS.length) % DASHES.length]];
    const name = criterion.replaceAll("_", " ");
    const shared = { type: "scatter", name, legendgroup: criterion, hovertemplate: `${name}: ${metric} %{y:.4~g}<extra></extra>` };
    /** @param {CutPoint[]} along */
    const over = (along) => ({ x: along.map(([, share]) => 100 * share), y: along.map(([, , score]) => score) });
    return [
      { ...shared, ...over(points), mode: "lines", line: { color, dash, width: 1.5 } },
      { ...shared, ...over([operating]), mode: "markers", marker: { color, size: 8 }, showlegend: false },
    ];
  });
}

/** @param {Task} task */
function layout({ metric, logLoss }) {
  return {
    xaxis: { title: axisTitle("fraction pruned, %") },
    yaxis: { title: axisTitle(metric), type: logLoss ? "log" : "linear" },
    margin: { l: 58, r: 8, t: 6, b: 40 },
    legend: { orientation: "h", y: -0.18 },
    hovermode: "closest",
  };
}
