// A particle's weights beside what it says that they are, and the error of each.

import { fit } from "./canvas.js";
import { historyOf, weightsOf } from "./particle.js";
import { KINDS, power, readable } from "./theme.js";

const MARGIN = { l: 50, r: 10, t: 16, b: 50 };
const GAP = 20; // pixels between the two halves
const ERRORS = [-10, 1]; // exponents of ten shown of the errors
const EPSILON = -5; // exponent of the paper's ε

export function create(element, { run, particle, store }) {
  const canvas = element.appendChild(document.createElement("canvas"));
  canvas.className = "fill";
  canvas.setAttribute("role", "img");
  const words = element.appendChild(document.createElement("p"));
  words.className = "under";
  const history = historyOf(run, particle);
  let shown = null;
  const redraw = () => shown && draw(shown);

  function draw(given) {
    shown = given;
    const { frame, theme } = given;
    const context = fit(canvas);
    const found = history.at(frame.step, store.frames.at(-1).step, redraw);
    if (!found) {
      words.textContent = history.error ?? (found === null ? "No weights were recorded at this step." : "Fetching its weights…");
      return;
    }
    const { own, says } = found;
    context.font = `12px ${theme.font}`;
    const half = (canvas.clientHeight - MARGIN.t - MARGIN.b - GAP) / 2;
    const width = canvas.clientWidth - MARGIN.l - MARGIN.r;
    const x = (i) => MARGIN.l + ((i + 0.5) / own.length) * width;
    values(context, own, says, x, half, theme);
    errors(context, own, says, x, half, theme);
    layers(context, x, theme);
    const worst = own.reduce((most, value, i) => Math.max(most, Math.abs(value - says[i])), 0);
    words.textContent = `Circles: its ${own.length} weights. Crosses: what it says they are. Largest error ${readable(worst)}.`;
    canvas.setAttribute("aria-label", words.textContent);
  }

  function values(context, own, says, x, half, theme) {
    const all = [...own, ...says].filter(Number.isFinite);
    const most = Math.max(1, ...all.map(Math.abs));
    const y = (value) => MARGIN.t + ((1 - value / most) / 2) * half;
    axis(context, theme, "its weights", MARGIN.t, [-most, 0, most].map((value) => [y(value), readable(value)]));
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

  function errors(context, own, says, x, half, theme) {
    const bottom = MARGIN.t + 2 * half + GAP;
    const [low, high] = ERRORS;
    const y = (exponent) => bottom - ((Math.max(low, Math.min(high, exponent)) - low) / (high - low)) * half;
    axis(context, theme, "error of each", bottom - half, [-10, -5, 0].map((exponent) => [y(exponent), power(exponent)]));
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

  function axis(context, theme, name, top, ticks) {
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
  function layers(context, x, theme) {
    context.textAlign = "center";
    context.fillStyle = theme.text;
    let first = 0;
    history.layers.forEach(([outputs, inputs], layer) => {
      const last = first + outputs * inputs - 1;
      context.fillText(`layer ${layer + 1}`, (x(first) + x(last)) / 2, canvas.clientHeight - MARGIN.b + 18);
      first = last + 1;
    });
  }

  return {
    draw,
    numbers: ({ frame }) => weightsOf("replica", history, frame, store),
    wants: ["frames", "position"],
    destroy: () => history.forget(redraw),
  };
}
