// The organism map: each layer as a grid of particles, the first as pictures of what it reads.

import { fit, pointing } from "./canvas.js";
import { legendOf } from "./caption.js";
import { surface } from "./dom.js";
import { particles } from "./table.js";
import { FADED, FEW, KINDS, MEASURES, measureOf, readable, trace } from "./theme.js";

const GAP = 14; // pixels between tiles
const LABEL = 17; // pixels above a tile for its name
const LARGEST = 44; // pixels, most that a particle's side takes

export function create(element, { store, organism, head, redraw }) {
  const canvas = surface(element);
  canvas.classList.add("map");
  canvas.tabIndex = 0;
  const tiles = tilesOf(organism);
  const legend = document.createElement("span");
  const choice = chooser(redraw);
  head.append(choice, legend);
  let shown = null;
  let side = 1;

  function draw(given) {
    shown = given;
    const { frame, frames, theme, selection, hover } = given;
    side = pack(tiles, canvas.clientWidth, canvas.clientHeight);
    const context = fit(canvas);
    context.font = `12px ${theme.font}`;
    context.fillStyle = theme.text;
    for (const tile of tiles) context.fillText(tile.label, tile.x, tile.y - 5);
    context.strokeStyle = theme.grid;
    context.lineWidth = 1;
    for (const { x, y, rows, columns } of tiles) {
      context.strokeRect(x - 1.5, y - 1.5, columns * side + 3, rows * side + 3);
    }
    const measure = measureOf(choice.value, frames);
    if (choice.value === "kind") paintKinds(context, frame);
    else paintMeasure(context, frame[choice.value], measure);
    legend.replaceChildren(...scaleOf(measure));
    if (given.cut.size) strike(context, theme, given.cut);
    const many = selection.size > FEW;
    if (many) fade(context, theme, selection);
    context.strokeStyle = theme.text;
    context.lineWidth = 2;
    if (!many) for (const particle of selection) frameOf(context, particle, 0);
    if (hover !== null) frameOf(context, hover, 1.5);
    canvas.setAttribute("aria-label", spoken(frame));
  }

  function each(visit) {
    for (const { x, y, columns, first, marks } of tiles) {
      for (let at = 0; at < marks; at++) {
        visit(first + at, x + (at % columns) * side, y + Math.floor(at / columns) * side);
      }
    }
  }

  function paintKinds(context, frame) {
    const shapes = side >= 5; // smaller ones could not be told apart
    for (const [kind, { colour }] of KINDS.entries()) {
      context.fillStyle = colour;
      context.beginPath();
      each((particle, x, y) => {
        if (frame.kind[particle] !== kind) return;
        if (shapes) trace(context, kind, x + side / 2, y + side / 2, 0.46 * side);
        else context.rect(x, y, side, side);
      });
      context.fill();
    }
  }

  function paintMeasure(context, values, measure) {
    const inset = side >= 4 ? 0.5 : 0;
    each((particle, x, y) => {
      context.fillStyle = measure.colour(values[particle]);
      context.fillRect(x, y, side - inset, side - inset);
    });
  }

  function fade(context, theme, selection) {
    context.globalAlpha = 1 - FADED;
    context.fillStyle = theme.background;
    each((particle, x, y) => selection.has(particle) || context.fillRect(x, y, side, side));
    context.globalAlpha = 1;
  }

  // What is cut fades, and is struck through where there is room.
  function strike(context, theme, gone) {
    context.globalAlpha = 0.85;
    context.fillStyle = theme.background;
    each((particle, x, y) => gone.has(particle) && context.fillRect(x, y, side, side));
    context.globalAlpha = 0.7;
    context.strokeStyle = theme.text;
    context.lineWidth = 1;
    context.beginPath();
    each((particle, x, y) => {
      if (!gone.has(particle) || side < 5) return;
      context.moveTo(x + 0.25 * side, y + 0.75 * side);
      context.lineTo(x + 0.75 * side, y + 0.25 * side);
    });
    context.stroke();
    context.globalAlpha = 1;
  }

  function frameOf(context, particle, grow) {
    const tile = tileOf(particle);
    const at = particle - tile.first;
    const x = tile.x + (at % tile.columns) * side;
    const y = tile.y + Math.floor(at / tile.columns) * side;
    context.strokeRect(x - grow, y - grow, side + 2 * grow, side + 2 * grow);
  }

  function tileOf(mark) {
    return tiles.findLast(({ first }) => first <= mark);
  }

  function under(event) {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    for (const tile of tiles) {
      const [column, row] = [Math.floor((x - tile.x) / side), Math.floor((y - tile.y) / side)];
      const at = row * tile.columns + column;
      if (column >= 0 && column < tile.columns && row >= 0 && at < tile.marks) return tile.first + at;
    }
    return null;
  }

  function within(holds) {
    const marks = [];
    each((mark, x, y) => holds(x + side / 2, y + side / 2) && marks.push(mark));
    return marks;
  }

  const leave = pointing(canvas, store, { under, within });
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const last = shown.frame.kind.length - 1;
    const { columns } = tileOf(store.hover ?? 0);
    const jump = step ?? { ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (jump) store.point(Math.min(last, Math.max(0, (store.hover ?? -1) + jump)));
    else if (event.key === "Enter" && store.hover !== null) store.pick(store.hover, null);
    else return;
    event.preventDefault();
  });

  return {
    draw,
    numbers: (given) => particles("map", given, organism, given.cut),
    legend: ({ frame, frames }) => legendOf(choice.value, frame, measureOf(choice.value, frames)),
    wants: ["frames", "position", "selection", "hover"],
    destroy: leave,
  };
}

// A first layer that reads a picture: one tile a cell, laid out like the picture. Any other
// layer: one tile, a row for each cell. Particles of a tile are numbered row by row.
// Of a large organism, only every k-th particle has a mark: then a layer is a plain block of them.
function tilesOf({ layers, grid, every }) {
  if (every > 1) return blocksOf(layers, every);
  const tiles = [];
  let first = 0;
  layers.forEach(([cells, edges], layer) => {
    if (layer === 0 && grid) {
      const [rows, columns] = grid;
      for (let cell = 0; cell < cells; cell++) {
        tiles.push({ label: `cell 1.${cell + 1}`, rows, columns, first: first + cell * edges, marks: edges });
      }
    } else {
      tiles.push({ label: `layer ${layer + 1}`, rows: cells, columns: edges, first, marks: cells * edges });
    }
    first += cells * edges;
  });
  return tiles;
}

function blocksOf(layers, every) {
  let [particles, first] = [0, 0];
  return layers.map(([cells, edges], layer) => {
    particles += cells * edges;
    const marks = Math.ceil(particles / every) - first;
    const columns = Math.ceil(Math.sqrt(2 * marks));
    const tile = {
      label: `layer ${layer + 1}, one particle in ${every}`, rows: Math.ceil(marks / columns), columns, first, marks,
    };
    first += marks;
    return tile;
  });
}

// Place the tiles left to right and top to bottom, as large as they go; returns the side.
function pack(tiles, width, height) {
  for (let side = LARGEST; side > 1; side -= 0.25) if (flow(tiles, side, width) <= height) return side;
  const smallest = 0.5;
  flow(tiles, smallest, width);
  return smallest;
}

function flow(tiles, side, width) {
  let [x, y, tallest] = [2, LABEL, 0];
  for (const tile of tiles) {
    const [w, h] = [Math.max(tile.columns * side, 7 * tile.label.length), tile.rows * side];
    if (x > 2 && x + w > width - 2) [x, y, tallest] = [2, y + tallest + LABEL + 4, 0];
    if (x + tile.columns * side > width) return Infinity;
    [tile.x, tile.y] = [x, y];
    x += w + GAP;
    tallest = Math.max(tallest, h);
  }
  return y + tallest + 3;
}

function chooser(onChange) {
  const select = document.createElement("select");
  select.setAttribute("aria-label", "colour of the organism map");
  for (const [name, { label }] of Object.entries(MEASURES)) select.add(new Option(label, name));
  select.addEventListener("change", onChange);
  return select;
}

function scaleOf({ colours, range, never }) {
  if (!colours) return [];
  const bar = document.createElement("i");
  bar.className = "ramp";
  bar.style.background = `linear-gradient(90deg, ${colours.join()})`;
  if (never) return [swatch(never), ` never, epoch ${range[0]} `, bar, ` ${readable(range[1])}`];
  return [`≤ ${readable(range[0])} `, bar, ` ≥ ${readable(range[1])}`];
}

function swatch(colour) {
  const bar = document.createElement("i");
  bar.className = "ramp swatch";
  bar.style.background = colour;
  return bar;
}

function spoken(frame) {
  const counts = KINDS.map(({ plural }, kind) => `${frame.kinds[kind]} ${plural}`);
  return `Organism map, epoch ${Math.floor(frame.epoch)}: ${counts.join(", ")}.`;
}
