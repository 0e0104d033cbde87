// Where one particle sits: its neighbours, and who else reads what it reads. A click goes there.

import { fit } from "./canvas.js";
import { surface } from "./dom.js";
import { KINDS, trace } from "./theme.js";
import { particles, placeOf } from "./table.js";

const AROUND = 3; // pixels of the picture shown on each side
const LABEL = 18;
const GAP = 12;
const LARGEST = 26;

export function create(element, { particle, organism, store, open }) {
  const canvas = surface(element);
  canvas.classList.add("pick");
  canvas.setAttribute("aria-label", `neighbours of particle ${particle}`);
  const tiles = organism.every > 1 ? [] : tilesOf(particle, organism);
  let side = LARGEST;

  function draw({ frame, hover, theme }) {
    const context = fit(canvas);
    Object.assign(context, { font: `12px ${theme.font}`, fillStyle: theme.text });
    if (!tiles.length) context.fillText("This organism is too large to show neighbours.", 0, 14);
    for (side = LARGEST; side > 4 && flow(canvas.clientWidth) > canvas.clientHeight; ) side -= 0.5;
    for (const { label, x, y } of tiles) context.fillText(label, x, y - 5);
    each((mark, x, y) => {
      context.fillStyle = KINDS[frame.kind[mark]].colour;
      context.beginPath();
      trace(context, frame.kind[mark], x + side / 2, y + side / 2, 0.42 * side);
      context.fill();
      if (mark !== particle && mark !== hover) return;
      context.strokeStyle = theme.text;
      context.lineWidth = 2;
      context.strokeRect(x, y, side, side);
    });
  }

  function flow(width) {
    let [x, y, tallest] = [2, LABEL, 0];
    for (const tile of tiles) {
      const w = Math.max(tile.rows[0].length * side, 6.5 * tile.label.length);
      if (x > 2 && x + w > width) [x, y, tallest] = [2, y + tallest + LABEL + 4, 0];
      [tile.x, tile.y] = [x, y];
      x += w + GAP;
      tallest = Math.max(tallest, tile.rows.length * side);
    }
    return y + tallest + 4;
  }

  function each(visit) {
    for (const { rows, x, y } of tiles) {
      rows.forEach((row, i) => row.forEach((mark, j) => mark !== null && visit(mark, x + j * side, y + i * side)));
    }
  }

  function under(event) {
    const box = canvas.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    let found = null;
    each((mark, x, y) => {
      if (px >= x && px < x + side && py >= y && py < y + side) found = mark;
    });
    return found;
  }

  canvas.addEventListener("pointermove", (event) => store.point(under(event)));
  canvas.addEventListener("pointerleave", () => store.point(null));
  canvas.addEventListener("click", (event) => {
    const mark = under(event);
    if (mark !== null && mark !== particle) open(mark);
  });

  function numbers(given) {
    const table = particles("place", given, organism);
    const near = new Set(tiles.flatMap(({ rows }) => rows.flat()));
    return { ...table, rows: table.rows.filter((_, mark) => near.has(mark)), marked: false };
  }

  return { draw, numbers, wants: ["frames", "position", "hover"], destroy() {} };
}

// In a layer that reads a picture, the pixels around, in each cell; in any other layer the rest
// of the cell, then whoever reads the same unit.
function tilesOf(particle, { layers, grid }) {
  const [layer, cell, edge] = placeOf(particle, layers).map((one) => one - 1);
  const [cells, edges] = layers[layer];
  const first = particle - cell * edges - edge;
  const mark = (c, e) => first + c * edges + e;
  const range = (count) => [...Array(count).keys()];
  if (layer > 0 || !grid) {
    return [
      { label: `cell ${layer + 1}.${cell + 1}`, rows: [range(edges).map((e) => mark(cell, e))] },
      { label: `all that read input ${edge + 1}`, rows: [range(cells).map((c) => mark(c, edge))] },
    ];
  }
  const [row, column] = [Math.floor(edge / grid[1]), edge % grid[1]];
  const offsets = range(2 * AROUND + 1).map((i) => i - AROUND);
  const at = (c, dy, dx) => {
    const [y, x] = [row + dy, column + dx];
    return y >= 0 && y < grid[0] && x >= 0 && x < grid[1] ? mark(c, y * grid[1] + x) : null;
  };
  return range(Math.min(cells, 10)).map((c) => ({
    label: `cell 1.${c + 1}`, rows: offsets.map((dy) => offsets.map((dx) => at(c, dy, dx))),
  }));
}
