// How many particles are of each kind, epoch by epoch, as stacked areas.

import { KINDS } from "../core/kinds.js";
import { epochTable } from "../core/tables.js";
import { axisTitle } from "../draw/chart.js";
import { translucent } from "../draw/theme.js";
import { legendOf } from "../parts/caption.js";
import { EpochChart } from "../parts/epoch_chart.js";

/** @import { Given, Shared, View } from "../core/contracts.js" */

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, { plotly }) {
  const chart = new EpochChart(element, plotly, areas, LAYOUT);
  return {
    draw: (given) => chart.draw(given),
    numbers: ({ frames }) => epochTable("kinds", frames),
    legend: ({ frame }) => legendOf(frame),
    wants: ["frames", "state", "position"],
    destroy: () => chart.destroy(),
  };
}

/** @param {Given} given */
function areas({ frames }) {
  const epochs = frames.map((frame) => frame.epoch);
  return KINDS.map(({ name, colour }, kind) => ({
    name, x: epochs, y: frames.map((frame) => frame.kinds[kind]), type: "scatter",
    mode: "lines", stackgroup: "kinds", line: { width: 1, color: colour },
    fillcolor: translucent(colour, 0.75), hovertemplate: `${name} %{y}<extra></extra>`,
  }));
}

const LAYOUT = {
  xaxis: { title: axisTitle("epoch"), rangemode: "tozero" },
  yaxis: { title: axisTitle("particles"), nticks: 5 },
};
