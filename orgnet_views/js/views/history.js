// One particle's two jobs over time: how well it copies itself, what it is worth to the task, and
// of which kind it was.

import { KINDS } from "../core/kinds.js";
import { axisTitle, logarithmic } from "../draw/chart.js";
import { LINES } from "../draw/theme.js";
import { EpochChart } from "../parts/epoch_chart.js";

/** @import { ArrayName, Frame, Shared, View } from "../core/contracts.js" */

const MOST_DOTS = 150; // on a line: more would hide each other

export const needsPlotly = true;

/** @type {ArrayName[]} */
export const arrays = ["replication_loss", "task_contribution", "contribution_error"];

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, { particle, organism }) {
  const mark = (particle ?? 0) / organism.every;
  const chart = new EpochChart(element, ({ frames }) => lines(frames, mark), LAYOUT);
  return {
    draw: (given) => chart.draw(given),
    numbers: ({ frames }) => ({
      name: "history",
      columns: ["epoch", "step", "kind", "replication_loss", "task_contribution", "contribution_error"],
      rows: frames.map((frame) => [
        frame.epoch, frame.step, KINDS[frame.kind[mark]].name, frame.replication_loss[mark],
        frame.task_contribution[mark], frame.contribution_error[mark],
      ]),
      wants: ["frames"],
    }),
    wants: ["frames", "state", "position"],
    destroy: () => chart.destroy(),
  };
}

/** @param {Frame[]} frames @param {number} mark */
function lines(frames, mark) {
  const epochs = frames.map((frame) => frame.epoch);
  const kinds = frames.map((frame) => KINDS[frame.kind[mark]]);
  /** @param {string} name @param {string} yaxis @param {number[]} y */
  const line = (name, yaxis, y) => ({
    name, x: epochs, y, yaxis, type: "scatter", mode: "lines+markers", line: { color: LINES.plain, width: 1 },
    marker: { color: kinds.map(({ colour }) => colour), size: 5, maxdisplayed: MOST_DOTS },
    text: kinds.map((kind) => kind.name),
    hovertemplate: `${name} %{y:.3~g}, %{text}<extra></extra>`,
  });
  return [
    line("replication loss", "y", frames.map((frame) => frame.replication_loss[mark])),
    {
      ...line("task contribution", "y2", frames.map((frame) => frame.task_contribution[mark])),
      error_y: {
        type: "data", array: frames.map((frame) => frame.contribution_error[mark]), color: LINES.plain,
        thickness: 1, width: 0,
      },
    },
  ];
}

const LAYOUT = {
  margin: { l: 62, r: 8, t: 6, b: 34 },
  xaxis: { title: axisTitle("epoch"), anchor: "y2", rangemode: "tozero" },
  yaxis: { domain: [0.55, 1], title: axisTitle("replication<br>loss"), ...logarithmic(4) },
  yaxis2: { domain: [0, 0.45], title: axisTitle("task<br>contribution"), zeroline: true, nticks: 5 },
};
