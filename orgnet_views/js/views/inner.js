// One particle drawn large: its own three little layers, from what it reads to what it says.

import { weightsView } from "./particle.js";
import { RAMPS, ramp, readable } from "./theme.js";

const SIDE = 64; // pixels left and right for the names
const TOP = 14;
const READS = ["weight v", "layer", "cell", "edge", "task input x"];

export function create(element, shared) {
  return weightsView(element, shared, "inner", ({ canvas, context, theme, found, history }) => {
    const widths = [5, ...history.layers.map(([outputs]) => outputs)];
    const node = (column, i) => [
      SIDE + 20 + (column / 3) * (canvas.clientWidth - 2 * SIDE - 20),
      TOP + ((i + 0.5) / widths[column]) * (canvas.clientHeight - TOP - 34),
    ];
    const most = found.own.reduce((sofar, value) => Math.max(sofar, Math.abs(value)), 1e-9);
    edges(context, history.layers, found.own, node, most);
    nodes(context, widths, node, theme);
    return `${history.n} weights, the largest ${readable(most)}; purple negative, green positive.`;
  });
}

function edges(context, layers, weights, node, most) {
  let at = 0;
  layers.forEach(([outputs, inputs], layer) => {
    for (let to = 0; to < outputs; to++) {
      for (let from = 0; from < inputs; from++) {
        const share = weights[at++] / most;
        context.strokeStyle = ramp(RAMPS.sign, share < 0 ? 0.3 * (1 + share) : 1 - 0.3 * (1 - share));
        context.lineWidth = 0.5 + 4.5 * Math.abs(share);
        context.beginPath();
        context.moveTo(...node(layer, from));
        context.lineTo(...node(layer + 1, to));
        context.stroke();
      }
    }
  });
}

function nodes(context, widths, node, theme) {
  Object.assign(context, { fillStyle: theme.text, font: `12px ${theme.font}` });
  widths.forEach((width, column) => {
    for (let i = 0; i < width; i++) {
      context.beginPath();
      context.arc(...node(column, i), 5, 0, 2 * Math.PI);
      context.fill();
    }
  });
  context.textAlign = "right";
  READS.forEach((name, i) => context.fillText(name, node(0, i)[0] - 12, node(0, i)[1] + 4));
  context.textAlign = "left";
  context.fillText("what it says", node(3, 0)[0] - 30, node(3, 0)[1] - 18);
}
