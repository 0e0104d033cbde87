// Task loss, replication loss (median and bands over particles, pinned particles) and the metric.

import { Chart, exponents, invitation, translucent } from "./chart.js";
import { byEpoch } from "./epochs.js";
import { power } from "./theme.js";

const TRAIN = "#56B4E9";
const TEST = "#0072B2";
const COPYING = "#E69F00";
const PINNED = ["#CC79A7", "#009E73", "#D55E00", "#7F7F7F"]; // and the text's own colour

export function create(element, { plotly, task, organism }) {
  const chart = new Chart(element, plotly);
  return {
    draw({ what, frames, frame, live, state, selection, theme }) {
      if (what.some((each) => each !== "position")) {
        const drawn = traces(frames, selection, theme, organism.every);
        chart.draw(drawn, { ...layout(task), ...invitation(frames, state) }, theme);
      }
      chart.cursor(live ? null : frame.epoch);
    },
    numbers: ({ frames, selection }) => byEpoch("curves", frames, pinned(selection), organism.every),
    legend: ({ selection, theme }) => legend(pinned(selection), theme, organism.every),
    wants: ["frames", "state", "selection", "position"],
    destroy: () => chart.destroy(),
  };
}

function traces(frames, selection, theme, every) {
  const epochs = frames.map((frame) => frame.epoch);
  const column = (name) => frames.map((frame) => frame[name]);
  const band = (i) => frames.map((frame) => frame.bands[i]);
  const line = (name, y, axis, colour, more) => ({
    name, x: epochs, y, yaxis: axis, type: "scatter", mode: "lines",
    line: { color: colour, width: 2 }, hovertemplate: `${name} %{y:.3~g}<extra></extra>`, ...more,
  });
  const edge = (i, axis, colour, fill) => ({
    x: epochs, y: band(i), yaxis: axis, type: "scatter", mode: "lines", hoverinfo: "skip",
    showlegend: false, line: { width: 0 }, ...(fill && { fill: "tonexty", fillcolor: colour }),
  });
  const pale = translucent(COPYING, 0.18);
  const deeper = translucent(COPYING, 0.32);
  const dashed = { line: { color: TRAIN, width: 1.5, dash: "dot" } };
  return [
    line("loss, training", column("train_loss"), "y", TRAIN, dashed),
    line("loss, test", column("task_loss"), "y", TEST),
    edge(0, "y2"), edge(4, "y2", pale, true),
    edge(1, "y2"), edge(3, "y2", deeper, true),
    line("median", band(2), "y2", COPYING),
    ...pinned(selection).map((particle, i) =>
      line(`particle ${particle * every}`, frames.map((frame) => frame.replication_loss[particle]), "y2",
        pin(i, theme), { line: { color: pin(i, theme), width: 1.2 } }),
    ),
    line("training", column("train_metric"), "y3", TRAIN, dashed),
    line("test", column("metric"), "y3", TEST),
  ];
}

// The selected particles that are drawn as lines, and the colour of the i-th of them.
function pinned(selection) {
  return [...selection].slice(0, PINNED.length + 1);
}

function pin(i, theme) {
  return PINNED[i] ?? theme.text;
}

function legend(particles, theme, every) {
  return [
    { text: "training (dotted)", colour: TRAIN },
    { text: "test", colour: TEST },
    { text: "replication loss: median, middle 50 % and 90 %", colour: COPYING },
    ...particles.map((particle, i) => ({ text: `particle ${particle * every}`, colour: pin(i, theme) })),
  ];
}

function layout(task) {
  const title = (text) => ({ text, font: { size: 12 }, standoff: 4 });
  const small = { nticks: 5 };
  const decades = exponents(4);
  const logarithmic = {
    type: "log", tickvals: decades.map((exponent) => 10 ** exponent), ticktext: decades.map(power),
  };
  return {
    margin: { l: 58, r: 8, t: 6, b: 34 },
    showlegend: false,
    hovermode: "x",
    xaxis: { title: title("epoch"), anchor: "y3", rangemode: "tozero" },
    yaxis: { domain: [0.7, 1], title: title("task loss"), ...(task.logLoss ? logarithmic : small) },
    yaxis2: { domain: [0.36, 0.66], title: title("replication<br>loss"), ...logarithmic },
    yaxis3: {
      domain: [0, 0.32], title: title(task.metric.replace("mean absolute ", "")),
      ...(task.logLoss ? logarithmic : { ...small, range: [0, 1] }),
    },
  };
}
