// One particle's two jobs over time: how well it copies itself, what it is worth to the task, and
// of which kind it was.

import { Chart, exponents, invitation } from "./chart.js";
import { KINDS, power } from "./theme.js";

export function create(element, { plotly, particle, organism }) {
  const chart = new Chart(element, plotly);
  const mark = particle / organism.every;

  function lines(frames) {
    const epochs = frames.map((frame) => frame.epoch);
    const colours = frames.map((frame) => KINDS[frame.kind[mark]].colour);
    const line = (name, yaxis, y) => ({
      name, x: epochs, y, yaxis, type: "scatter", mode: "lines+markers", line: { color: "#7F7F7F", width: 1 },
      marker: { color: colours, size: 5 }, text: frames.map((frame) => KINDS[frame.kind[mark]].name),
      hovertemplate: `${name} %{y:.3~g}, %{text}<extra></extra>`,
    });
    return [
      line("replication loss", "y", frames.map((frame) => frame.replication_loss[mark])),
      line("task contribution", "y2", frames.map((frame) => frame.task_contribution[mark])),
    ];
  }

  return {
    draw({ what, frames, frame, live, state, theme }) {
      if (what.some((each) => each !== "position")) {
        chart.draw(lines(frames), { ...LAYOUT, ...invitation(frames, state) }, theme);
      }
      chart.cursor(live ? null : frame.epoch);
    },
    numbers: ({ frames }) => ({
      name: "history",
      columns: ["epoch", "step", "kind", "replication_loss", "task_contribution"],
      rows: frames.map(({ epoch, step, kind, replication_loss, task_contribution }) => [
        epoch, step, KINDS[kind[mark]].name, replication_loss[mark], task_contribution[mark],
      ]),
      wants: ["frames"],
    }),
    wants: ["frames", "state", "position"],
    destroy: () => chart.destroy(),
  };
}

const title = (text) => ({ text, font: { size: 12 }, standoff: 4 });
const decades = exponents(4);

const LAYOUT = {
  margin: { l: 62, r: 8, t: 6, b: 34 },
  showlegend: false,
  hovermode: "x",
  xaxis: { title: title("epoch"), anchor: "y2", rangemode: "tozero" },
  yaxis: {
    domain: [0.55, 1], title: title("replication<br>loss"), type: "log",
    tickvals: decades.map((exponent) => 10 ** exponent), ticktext: decades.map(power),
  },
  yaxis2: { domain: [0, 0.45], title: title("task<br>contribution"), zeroline: true, nticks: 5 },
};
