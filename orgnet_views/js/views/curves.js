// Task loss, replication loss (median and bands over particles, pinned particles) and the metric.

import { formatNumber } from "../core/format.js";
import { epochTable } from "../core/tables.js";
import { axisTitle, logarithmic } from "../draw/chart.js";
import { LINES, seen, translucent } from "../draw/theme.js";
import { EpochChart } from "../parts/epoch_chart.js";

/** @import { ArrayName, Frame, Given, LegendEntry, Shared, Task, Theme, View } from "../core/contracts.js" */

export const needsPlotly = true;

/** @type {ArrayName[]} */
export const arrays = ["replication_loss"];

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, { store, task, organism: { every } }) {
  const chart = new EpochChart(element, (given) => traces(given, every), layout(task));
  chart.addCursor(store, "training curves by recorded step", (frame) => linesOf(frame, task));
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
  const training = seen(LINES.training, theme);
  const dashed = { line: { color: training, width: 1.5, dash: "dot" } };
  return [
    line(epochs, "loss, training", column("train_loss"), "y", training, dashed),
    line(epochs, "loss, test", column("task_loss"), "y", LINES.test),
    ...bands(epochs, frames, theme),
    ...pinned(frames[0].replication_loss ? selection : new Set()).map((mark, i) => {
      const loss = frames.map((frame) => frame.replication_loss[mark]);
      const thin = { line: { color: pinColour(i, theme), width: 1.2 } };
      return line(epochs, `particle ${mark * every}`, loss, "y2", pinColour(i, theme), thin);
    }),
    line(epochs, "training", column("train_metric"), "y3", training, dashed),
    line(epochs, "test", column("metric"), "y3", LINES.test),
  ];
}

/** @param {Frame} frame @param {Task} task */
function linesOf(frame, { metric }) {
  return [
    `epoch ${formatNumber(frame.epoch)}`,
    `loss ${formatNumber(frame.train_loss)} in training, ${formatNumber(frame.task_loss)} in the test`,
    `replication loss ${formatNumber(frame.bands[2])}, the median`,
    `${metric} ${formatNumber(frame.train_metric)} in training, ${formatNumber(frame.metric)} in the test`,
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
 * @param {Theme} theme
 */
function bands(epochs, frames, theme) {
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
    line(epochs, "median", band(2), "y2", seen(LINES.replication, theme)),
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
  return LINES.pinned[i] ? seen(LINES.pinned[i], theme) : theme.text;
}

/**
 * @param {number[]} marks
 * @param {Theme} theme
 * @param {number} every
 * @returns {LegendEntry[]}
 */
function legend(marks, theme, every) {
  return [
    { text: "training (dotted)", colour: seen(LINES.training, theme) },
    { text: "test", colour: LINES.test },
    { text: "replication loss: median, middle 50 % and 90 %", colour: seen(LINES.replication, theme) },
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
