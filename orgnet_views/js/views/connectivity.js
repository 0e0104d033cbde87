// Connectivity (paper, Fig. 11): every particle an edge between what it reads and the cell that it
// feeds, layer by layer from the input (layer −1), coloured by kind.

import { fit, pointing } from "./canvas.js";
import { legendOf } from "./caption.js";
import { surface } from "./dom.js";
import { particles } from "./table.js";
import { thinned } from "./groups.js";
import { FEW, KINDS } from "./theme.js";

const SIDE = 46; // pixels left and right of the outermost layers
const TOP = 22; // pixels above and below the nodes
const CLOSE = 4; // pixels within which the pointer touches an edge
const MOST_EDGES = 3000; // of more, evenly many are drawn
const ALONG = Array.from({ length: 33 }, (_, i) => i / 32); // where an edge is looked at

export function create(element, { store, organism, head, redraw }) {
  const canvas = surface(element);
  canvas.setAttribute("aria-label", "connectivity: edges of each kind");
  const choice = head.appendChild(document.createElement("select"));
  choice.setAttribute("aria-label", "kind of edges");
  choice.add(new Option("all kinds", ""));
  KINDS.forEach(({ plural }, kind) => choice.add(new Option(plural, kind)));
  choice.addEventListener("change", redraw);
  const widths = [organism.layers[0][1], ...organism.layers.map(([cells]) => cells)];
  const starts = organism.layers.reduce((all, [cells, edges]) => [...all, all.at(-1) + cells * edges], [0]);
  const marks = thinned(Array.from({ length: Math.ceil(starts.at(-1) / organism.every) }, (_, mark) => mark), MOST_EDGES);
  let shown = null;

  const drawn = (kind) => choice.value === "" || Number(choice.value) === kind;

  // Position of node `i` of column `column`, column 0 being the input.
  function node(column, i) {
    const [width, height] = [canvas.clientWidth - 2 * SIDE, canvas.clientHeight - 2 * TOP];
    return [SIDE + (column / (widths.length - 1)) * width, TOP + ((i + 0.5) / widths[column]) * height];
  }

  // [x from, y from, x to, y to] of a mark's edge.
  function edgeOf(mark) {
    const particle = mark * organism.every;
    const layer = starts.findLastIndex((start) => start <= particle);
    const at = particle - starts[layer];
    const edges = organism.layers[layer][1];
    return [...node(layer, at % edges), ...node(layer + 1, Math.floor(at / edges))];
  }

  function draw(given) {
    shown = given;
    const { frame, theme, selection, hover } = given;
    const context = fit(canvas);
    const alpha = Math.min(0.6, 250 / marks.length + 0.12);
    for (const kind of [1, 0, 2, 3, 4]) {
      if (!drawn(kind)) continue;
      const faded = selection.size > FEW ? (mark) => !selection.has(mark) : () => false;
      lines(context, KINDS[kind].colour, alpha, 1, (mark) => frame.kind[mark] === kind && !faded(mark));
    }
    const few = selection.size <= FEW ? selection : new Set();
    lines(context, theme.text, 1, 2, (mark) => few.has(mark) || mark === hover);
    label(context, theme);
  }

  function lines(context, colour, alpha, width, chosen) {
    [context.strokeStyle, context.globalAlpha, context.lineWidth] = [colour, alpha, width];
    for (const mark of marks) {
      if (!chosen(mark)) continue;
      const [x, y, toX, toY] = edgeOf(mark);
      context.beginPath(); // each by itself, so that many pale lines add up, at any scale
      context.moveTo(x, y);
      context.lineTo(toX, toY);
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  function label(context, theme) {
    context.fillStyle = theme.text;
    context.font = `12px ${theme.font}`;
    context.textAlign = "center";
    widths.forEach((width, column) => {
      const [x] = node(column, 0);
      context.fillText(column ? `layer ${column}` : "input (−1)", x, 14);
      context.fillText(`${width.toLocaleString("en")}`, x, canvas.clientHeight - 6);
      if (width > 60) return;
      for (let i = 0; i < width; i++) {
        context.beginPath();
        context.arc(...node(column, i), 4, 0, 2 * Math.PI);
        context.fill();
      }
    });
  }

  function under(event) {
    if (!shown) return null;
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let [best, least] = [null, CLOSE];
    for (const mark of marks) {
      if (!drawn(shown.frame.kind[mark])) continue;
      const [x0, y0, x1, y1] = edgeOf(mark);
      if (x < x0 || x > x1) continue;
      const far = Math.abs(y0 + ((y1 - y0) * (x - x0)) / (x1 - x0) - y) * Math.cos(Math.atan2(y1 - y0, x1 - x0));
      if (far < least) [best, least] = [mark, far];
    }
    return best;
  }

  // An edge is caught where it passes through the shape.
  function within(holds) {
    return marks.filter((mark) => {
      if (!drawn(shown.frame.kind[mark])) return false;
      const [x, y, toX, toY] = edgeOf(mark);
      return ALONG.some((share) => holds(x + share * (toX - x), y + share * (toY - y)));
    });
  }

  const leave = pointing(canvas, store, { under, within });

  return {
    draw,
    numbers: (given) => particles("connectivity", given, organism),
    legend: ({ frame }) => legendOf("kind", frame),
    wants: ["frames", "position", "selection", "hover"],
    destroy: leave,
  };
}
