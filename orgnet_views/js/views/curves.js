// Task loss, replication loss (median and bands over particles, pinned particles) and the metric.

import { epochTable } from "../core/tables.js";
import { axisTitle, logarithmic } from "../draw/chart.js";
import { LINES, translucent } from "../draw/theme.js";
import { EpochChart } from "../parts/epoch_chart.js";

/** @import { ArrayName, Frame, Given, LegendEntry, Shared, Task, Theme, View } from "../core/contracts.js" */

/** @type {ArrayName[]} */
export const arrays = ["replication_loss"];

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, { plotly, task, organism: { every } }) {
  const chart = new EpochChart(element, plotly, (given) => traces(given, every), layout(task));
  return {
    draw: (given) => chart.draw(given),
    numbers: ({ frames, selection }) => epochTable("curves", frames, pinned(selection), every),
    legend: ({ selection, theme }) => legend(pinned(selection), theme, every),
    wants: ["frames", "state", "selection", "position"],
    destroy: () => chart.destroy(),
  };
}

/** @param {Given} given @param {number} every */
function traces({ frames, selection, theme }, every) {
  const epochs = frames.map((frame) => frame.epoch);
  /** @param {"train_loss" | "task_loss" | "train_metric" | "metric"} name */
  const column = (name) => frames.map((frame) => frame[name]);
  const dashed = { line: { color: LINES.training, width: 1.5, dash: "dot" } };
  return [
    line(epochs, "loss, training", column("train_loss"), "y", LINES.training, dashed),
    line(epochs, "loss, test", column("task_loss"), "y", LINES.test),
    ...bands(epochs, frames),
    ...pinned(frames[0].replication_loss ? selection : new Set()).map((mark, i) => {
      const loss = frames.map((frame) => frame.replication_loss[mark]);
      const thin = { line: { color: pinColour(i, theme), width: 1.2 } };
      return line(epochs, `particle ${mark * every}`, loss, "y2", pinColour(i, theme), thin);
    }),
    line(epochs, "training", column("train_metric"), "y3", LINES.training, dashed),
    line(epochs, "test", column("metric"), "y3", LINES.test),
  ];
}

/**
 * @param {number[]} epochs
 * @param {string} name
 * @param {(number | null)[]} y
 * @param {string} yaxis
 * @param {string} colour
 * @param {object} [more]
 */
function line(epochs, name, y, yaxis, colour, more) {
  return {
    name, x: epochs, y, yaxis, type: "scatter", mode: "lines",
    line: { color: colour, width: 2 }, hovertemplate: `${name} %{y:.3~g}<extra></extra>`, ...more,
  };
}

/**
 * The middle 90 % and 50 % of the replication loss, and its median.
 * @param {number[]} epochs
 * @param {Frame[]} frames
 */
function bands(epochs, frames) {
  /** @param {number} i */
  const band = (i) => frames.map((frame) => frame.bands[i]);
  /** @param {number} i @param {object} [fill] up from the edge before */
  const edge = (i, fill) => ({
    x: epochs, y: band(i), yaxis: "y2", type: "scatter", mode: "lines", hoverinfo: "skip",
    showlegend: false, line: { width: 0 }, ...fill,
  });
  /** @param {number} alpha */
  const fill = (alpha) => ({ fill: "tonexty", fillcolor: translucent(LINES.replication, alpha) });
  return [
    edge(0), edge(4, fill(0.18)),
    edge(1), edge(3, fill(0.32)),
    line(epochs, "median", band(2), "y2", LINES.replication),
  ];
}

/**
 * The selected marks that are drawn as lines.
 * @param {Set<number>} selection
 */
function pinned(selection) {
  return [...selection].slice(0, LINES.pinned.length + 1);
}

/**
 * The colour of the i-th of them.
 * @param {number} i
 * @param {Theme} theme
 */
function pinColour(i, theme) {
  return LINES.pinned[i] ?? theme.text;
}

/**
 * @param {number[]} marks
 * @param {Theme} theme
 * @param {number} every
 * @returns {LegendEntry[]}
 */
function legend(marks, theme, every) {
  return [
    { text: "training (dotted)", colour: LINES.training },
    { text: "test", colour: LINES.test },
    { text: "replication loss: median, middle 50 % and 90 %", colour: LINES.replication },
    ...marks.map((mark, i) => ({ text: `particle ${mark * every}`, colour: pinColour(i, theme) })),
  ];
}

/** @param {Task} task */
function layout(task) {
  const few = { nticks: 5 };
  return {
    xaxis: { title: axisTitle("epoch"), anchor: "y3", rangemode: "tozero" },
    yaxis: { domain: [0.7, 1], title: axisTitle("task loss"), ...(task.logLoss ? logarithmic(4) : few) },
    yaxis2: { domain: [0.36, 0.66], title: axisTitle("replication<br>loss"), ...logarithmic(4) },
    yaxis3: {
      domain: [0, 0.32], title: axisTitle(task.metric.replace("mean absolute ", "")),
      ...(task.logLoss ? logarithmic(4) : { ...few, range: [0, 1] }),
    },
  };
}
