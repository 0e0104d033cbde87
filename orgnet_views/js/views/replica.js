// A particle's weights beside what it says that they are, and the error of each.

import { weightsView } from "./particle.js";
import { KINDS, power, readable } from "./theme.js";

const MARGIN = { l: 50, r: 10, t: 16, b: 50 };
const GAP = 20; // pixels between the two halves
const ERRORS = [-10, 1]; // exponents of ten shown of the errors
const EPSILON = -5; // exponent of the paper's ε

export function create(element, shared) {
  return weightsView(element, shared, "replica", ({ canvas, context, theme, found, history }) => {
    const { own, says } = found;
    context.font = `12px ${theme.font}`;
    const half = (canvas.clientHeight - MARGIN.t - MARGIN.b - GAP) / 2;
    const width = canvas.clientWidth - MARGIN.l - MARGIN.r;
    const x = (i) => MARGIN.l + ((i + 0.5) / own.length) * width;
    values(canvas, context, own, says, x, half, theme);
    errors(canvas, context, own, says, x, half, theme);
    layers(canvas, context, history.layers, x, theme);
    const worst = own.reduce((most, value, i) => Math.max(most, Math.abs(value - says[i])), 0);
    return `Circles: its ${own.length} weights. Crosses: what it says they are. Largest error ${readable(worst)}.`;
  });
}

function values(canvas, context, own, says, x, half, theme) {
  const all = [...own, ...says].filter(Number.isFinite);
  const most = Math.max(1, ...all.map(Math.abs));
  const y = (value) => MARGIN.t + ((1 - value / most) / 2) * half;
  axis(canvas, context, theme, "its weights", MARGIN.t, [-most, 0, most].map((value) => [y(value), readable(value)]));
  for (let i = 0; i < own.length; i++) {
    context.fillStyle = KINDS[1].colour;
    context.beginPath();
    context.arc(x(i), y(own[i]), 4, 0, 2 * Math.PI);
    context.fill();
    context.strokeStyle = KINDS[0].colour;
    context.lineWidth = 2;
    context.beginPath();
    for (const side of [-1, 1]) {
      context.moveTo(x(i) - 4, y(says[i]) - 4 * side);
      context.lineTo(x(i) + 4, y(says[i]) + 4 * side);
    }
    context.stroke();
    context.lineWidth = 1;
  }
}

function errors(canvas, context, own, says, x, half, theme) {
  const bottom = MARGIN.t + 2 * half + GAP;
  const [low, high] = ERRORS;
  const y = (exponent) => bottom - ((Math.max(low, Math.min(high, exponent)) - low) / (high - low)) * half;
  axis(canvas, context, theme, "error of each", bottom - half, [-10, -5, 0].map((exponent) => [y(exponent), power(exponent)]));
  const width = Math.max(2, Math.min(14, 0.6 * (x(1) - x(0))));
  for (let i = 0; i < own.length; i++) {
    const exponent = Math.log10(Math.abs(own[i] - says[i]));
    context.fillStyle = exponent < EPSILON ? KINDS[0].colour : KINDS[1].colour;
    context.fillRect(x(i) - width / 2, y(exponent), width, bottom - y(exponent));
  }
  context.strokeStyle = theme.text;
  context.setLineDash([4, 4]);
  context.beginPath();
  context.moveTo(MARGIN.l, y(EPSILON));
  context.lineTo(canvas.clientWidth - MARGIN.r, y(EPSILON));
  context.stroke();
  context.setLineDash([]);
}

function axis(canvas, context, theme, name, top, ticks) {
  Object.assign(context, { fillStyle: theme.text, strokeStyle: theme.grid, textAlign: "left" });
  context.fillText(name, MARGIN.l, top - 4);
  context.textAlign = "right";
  for (const [y, text] of ticks) {
    context.fillText(text, MARGIN.l - 6, y + 4);
    context.beginPath();
    context.moveTo(MARGIN.l, y);
    context.lineTo(canvas.clientWidth - MARGIN.r, y);
    context.stroke();
  }
}

// Which weights belong to which of the particle's three layers.
function layers(canvas, context, shapes, x, theme) {
  context.textAlign = "center";
  context.fillStyle = theme.text;
  let first = 0;
  shapes.forEach(([outputs, inputs], layer) => {
    const last = first + outputs * inputs - 1;
    context.fillText(`layer ${layer + 1}`, (x(first) + x(last)) / 2, canvas.clientHeight - MARGIN.b + 18);
    first = last + 1;
  });
}
