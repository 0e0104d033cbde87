// The response of particles: the five numbers that a particle acts by, against those of a perfect
// self-replicator, (1, 0, 0, 0, any weight).

import { fit, nearest, pointing } from "./canvas.js";
import { legendOf } from "./caption.js";
import { part, surface } from "./dom.js";
import { thinned } from "./groups.js";
import { FEW, KINDS, power, readable, trace } from "./theme.js";

const MARGIN = { l: 58, r: 48, t: 22, b: 44 };
const UNIT = 1e-6; // off-target values below it are drawn about linearly, beyond it logarithmically
const MOST = 100; // off-target values beyond are drawn at the rim
const CLOSE = 7; // pixels within which the pointer touches a mark
const MOST_LINES = 1200; // of more particles, evenly many are drawn
const NUMBERS = [
  { name: "copy", label: "copy − 1", target: 1 },
  { name: "leak_layer", label: "leak: layer", target: 0 },
  { name: "leak_cell", label: "leak: cell", target: 0 },
  { name: "leak_edge", label: "leak: edge", target: 0 },
  { name: "weight", label: "weight", target: null },
];

const bend = (value) => Math.asinh(value / UNIT) / Math.asinh(MOST / UNIT); // −1..1

export function create(element, { store, organism, particle }) {
  const canvas = surface(element);
  const words = part(element, "p", "under");
  const own = particle === null ? null : new Set([particle / organism.every]);
  let shown = null;
  let marks = []; // those that are drawn
  let heaviest = 1; // |weight| at the rim

  function draw(given) {
    shown = given;
    const { frame, theme, selection, hover } = given;
    const chosen = own ?? selection;
    const all = chosen.size ? [...chosen] : Array.from(frame.kind.keys());
    marks = thinned(all, MOST_LINES);
    heaviest = marks.reduce((most, mark) => Math.max(most, Math.abs(frame.weight[mark]) || 0), 1);
    const context = fit(canvas);
    axes(context, theme);
    const alpha = chosen.size && chosen.size <= FEW ? 0.9 : Math.max(0.06, Math.min(0.5, 60 / marks.length));
    for (const kind of [1, 0, 2, 3, 4]) lines(context, kind, alpha);
    if (hover !== null && marks.includes(hover)) line(context, hover, theme.text, 2);
    const part = marks.length < all.length ? ` ${marks.length.toLocaleString("en")} of them are drawn.` : "";
    words.textContent = sentence(frame, chosen) + part;
    canvas.setAttribute("aria-label", `Responses. ${words.textContent}`);
  }

  // [x, y] of each of the five numbers of a mark.
  function places() {
    const [width, height] = [canvas.clientWidth - MARGIN.l - MARGIN.r, canvas.clientHeight - MARGIN.t - MARGIN.b];
    const { frame } = shown;
    return (mark) => NUMBERS.map(({ name, target }, i) => {
      const share = target === null ? frame[name][mark] / heaviest : bend(frame[name][mark] - target);
      const held = Math.max(-1, Math.min(1, share)); // NaN stays NaN and is not drawn
      return [MARGIN.l + (i / 4) * width, MARGIN.t + ((1 - held) / 2) * height];
    });
  }

  function lines(context, kind, alpha) {
    const of = marks.filter((mark) => shown.frame.kind[mark] === kind).map(places());
    [context.globalAlpha, context.strokeStyle, context.fillStyle] = [alpha, KINDS[kind].colour, KINDS[kind].colour];
    context.lineWidth = 1;
    context.beginPath();
    for (const points of of) path(context, points);
    context.stroke();
    context.beginPath();
    for (const points of of) for (const [x, y] of points) trace(context, kind, x, y, 3.5);
    context.fill();
    context.globalAlpha = 1;
  }

  function path(context, points) {
    points.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
  }

  function line(context, mark, colour, width) {
    [context.strokeStyle, context.lineWidth] = [colour, width];
    context.beginPath();
    path(context, places()(mark));
    context.stroke();
  }

  function axes(context, theme) {
    const [right, bottom] = [canvas.clientWidth - MARGIN.r, canvas.clientHeight - MARGIN.b];
    const [middle, height] = [(MARGIN.t + bottom) / 2, bottom - MARGIN.t];
    Object.assign(context, { strokeStyle: theme.grid, fillStyle: theme.text, font: `12px ${theme.font}`, lineWidth: 1 });
    context.beginPath();
    for (let i = 0; i < 5; i++) {
      const x = MARGIN.l + (i / 4) * (right - MARGIN.l);
      context.moveTo(x, MARGIN.t);
      context.lineTo(x, bottom);
      context.textAlign = "center";
      context.fillText(NUMBERS[i].label, x, bottom + 16);
    }
    context.stroke();
    context.textAlign = "right";
    for (const exponent of [-4, -2, 0]) {
      for (const sign of [-1, 1]) {
        const y = middle - (sign * bend(10 ** exponent) * height) / 2;
        context.fillText(`${sign < 0 ? "−" : ""}${power(exponent)}`, MARGIN.l - 8, y + 4);
      }
    }
    context.fillText("0", MARGIN.l - 8, middle + 4);
    context.textAlign = "left";
    for (const share of [-1, 0, 1]) context.fillText(readable(share * heaviest), right + 8, middle - (share * height) / 2 + 4);
    context.setLineDash([4, 4]);
    context.strokeStyle = theme.text;
    context.beginPath();
    context.moveTo(MARGIN.l, middle);
    context.lineTo(MARGIN.l + 0.75 * (right - MARGIN.l), middle);
    context.stroke();
    context.setLineDash([]);
    context.fillText("perfect replicator", MARGIN.l + 6, middle - 5);
  }

  function sentence(frame, chosen) {
    if (!chosen.size) return "Of all particles; select some to see theirs.";
    if (chosen.size > 1) return `Of the ${chosen.size.toLocaleString("en")} selected particles.`;
    const [mark] = chosen;
    const numbers = NUMBERS.map(({ name }) => exact(frame[name][mark])).join(", ");
    return `Particle ${mark * organism.every}: (${numbers}).`;
  }

  function under(event) {
    if (!shown) return null;
    const points = marks.flatMap(places());
    const found = nearest(event, canvas, points.length, (at) => points[at], CLOSE);
    return found === null ? null : marks[Math.floor(found / 5)];
  }

  function within(holds) {
    const place = places();
    return marks.filter((mark) => place(mark).some(([x, y]) => holds(x, y)));
  }

  const leave = pointing(canvas, store, { under, within });

  function numbers({ frame, selection }) {
    const names = NUMBERS.map(({ name }) => name);
    const chosen = own ?? (selection.size ? selection : frame.kind.keys());
    const rows = Array.from(chosen, (mark) => [
      mark * organism.every, KINDS[frame.kind[mark]].name, ...names.map((name) => frame[name][mark]),
    ]);
    return { name: "response", columns: ["particle", "kind", ...names], rows, wants: ["frames", "position", "selection"] };
  }

  return {
    draw,
    numbers,
    legend: ({ frame }) => legendOf("kind", frame),
    wants: ["frames", "position", "selection", "hover"],
    destroy: leave,
  };
}

// Near 1, three digits would hide how near.
function exact(value) {
  return Math.abs(value - 1) < 0.01 && value !== 1 ? value.toFixed(7) : readable(value);
}
