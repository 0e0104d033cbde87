// How many particles are of each kind, epoch by epoch, as stacked areas.

import { Chart, invitation, translucent } from "./chart.js";
import { byEpoch } from "./epochs.js";
import { legendOf } from "./caption.js";
import { KINDS } from "./theme.js";

export function create(element, { plotly }) {
  const chart = new Chart(element, plotly);
  return {
    draw({ what, frames, frame, live, state, theme }) {
      if (what.some((each) => each !== "position")) drawAreas(frames, state, theme);
      chart.cursor(live ? null : frame.epoch);
    },
    numbers: ({ frames }) => byEpoch("kinds", frames),
    legend: ({ frame }) => legendOf("kind", frame),
    wants: ["frames", "state", "position"],
    destroy: () => chart.destroy(),
  };

  function drawAreas(frames, state, theme) {
    const epochs = frames.map((frame) => frame.epoch);
    const traces = KINDS.map(({ name, colour }, kind) => ({
      name, x: epochs, y: frames.map((frame) => frame.kinds[kind]), type: "scatter",
      mode: "lines", stackgroup: "kinds", line: { width: 1, color: colour },
      fillcolor: translucent(colour, 0.75), hovertemplate: `${name} %{y}<extra></extra>`,
    }));
    chart.draw(traces, { ...LAYOUT, ...invitation(frames, state) }, theme);
  }
}

const LAYOUT = {
  margin: { l: 58, r: 8, t: 6, b: 34 },
  showlegend: false,
  hovermode: "x",
  xaxis: { title: { text: "epoch", font: { size: 12 }, standoff: 4 }, rangemode: "tozero" },
  yaxis: { title: { text: "particles", font: { size: 12 }, standoff: 4 }, nticks: 5 },
};
