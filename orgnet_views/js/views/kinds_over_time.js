// How many particles are of each kind, epoch by epoch, as stacked areas; below, what cutting all
// self-replicators would cost then.

import { costOf, costliest, dropName } from "../core/cost.js";
import { formatNumber } from "../core/format.js";
import { KINDS } from "../core/kinds.js";
import { epochTable } from "../core/tables.js";
import { axisTitle } from "../draw/chart.js";
import { addButton } from "../draw/dom.js";
import { LINES, translucent } from "../draw/theme.js";
import { legendOf } from "../parts/caption.js";
import { EpochChart } from "../parts/epoch_chart.js";

/** @import { ArrayName, Frame, Given, Shared, Task, View } from "../core/contracts.js" */

const WIDE = 0.1; // an axis of accuracies reaches so far at least: less is noise that would look large

export const needsPlotly = true;

/** @type {ArrayName[]} */
export const arrays = [];

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, { head, store, task }) {
  const chart = new EpochChart(element, (given) => traces(given, store.frames, task), layout(task), store);
  chart.addCursor(store, "kinds by recorded step", (frame) => linesOf(frame, task));
  const button = addButton(head, "Largest drop", () => store.seek(costliest(store.frames, task)), {
    title: "To the step with the largest drop when all self-replicators are cut.",
  });
  return {
    draw: (given) => {
      button.disabled = costliest(given.frames, task) === null;
      chart.draw(given);
    },
    numbers: ({ frames }) => epochTable("kinds", frames),
    legend: ({ frame }) => [...legendOf(frame), { text: named(task), colour: LINES.cost }],
    wants: ["frames", "state", "position"],
    destroy: () => chart.destroy(),
  };
}

/** @param {Frame} frame @param {Task} task */
function linesOf(frame, task) {
  const there = KINDS.map(({ plural }, kind) => `${frame.kinds[kind]} ${plural}`).filter((_, kind) => frame.kinds[kind]);
  return [`epoch ${formatNumber(frame.epoch)}`, ...there, `${named(task)} ${formatNumber(costOf(frame, task))}`];
}

/** @param {Task} task */
function named(task) {
  return `${dropName(task)} if all self-replicators are cut`;
}

/**
 * Areas may do without some of the steps, the cost without none: a peak is often of one step.
 * @param {Given} given
 * @param {Frame[]} all
 * @param {Task} task
 */
function traces({ frames }, all, task) {
  const epochs = frames.map((frame) => frame.epoch);
  const areas = KINDS.map(({ name, colour }, kind) => ({
    name, x: epochs, y: frames.map((frame) => frame.kinds[kind]), type: "scatter",
    mode: "lines", stackgroup: "kinds", line: { width: 1, color: colour },
    fillcolor: translucent(colour, 0.75), hovertemplate: `${name} %{y}<extra></extra>`,
  }));
  return [...areas, {
    name: named(task), x: all.map((frame) => frame.epoch), y: all.map((frame) => costOf(frame, task)),
    yaxis: "y2", type: "scatter", mode: "lines", line: { color: LINES.cost, width: 1.5 },
    hovertemplate: `${named(task)} %{y:.4~g}<extra></extra>`,
  }];
}

/** @param {Task} task */
function layout(task) {
  const [metric, drop] = dropName(task).replace("mean absolute ", "").split(" ");
  return {
    xaxis: { title: axisTitle("epoch"), anchor: "y2", rangemode: "tozero" },
    yaxis: { domain: [0.46, 1], title: axisTitle("particles"), nticks: 4 },
    yaxis2: {
      domain: [0, 0.36], title: axisTitle(`${metric}<br>${drop}`), nticks: 4, zeroline: true,
      autorangeoptions: { include: task.higherIsBetter ? [0, WIDE] : [0] },
    },
  };
}
