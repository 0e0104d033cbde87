// Where one particle sits: its neighbours, and who else reads what it reads. A click goes there.

import { positionOf } from "../core/position.js";
import { particleTable } from "../core/tables.js";
import { flow } from "../core/tiles.js";
import { fitCanvas, pointOf, setText } from "../draw/canvas.js";
import { addCanvas } from "../draw/dom.js";
import { addCursor, nextOnWay, watchKeys } from "../draw/keys.js";
import { fillMark } from "../draw/marks.js";

/** @import { Change, Given, Organism, Shared, Table, View } from "../core/contracts.js" */
/** @import { Point } from "../core/geometry.js" */
/** @import { Block } from "../core/tiles.js" */
/** @typedef {Block & { marks: (number | null)[] }} Neighbourhood null: no particle there */

const AROUND = 3; // pixels of the picture shown on each side
const MOST_CELLS = 10;
const SPACING = { gap: 12, label: 18, letter: 6.5 }; // pixels
const LARGEST = 26; // pixels, most that a particle's side takes
const SMALLEST = 4;

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new Neighbours(element, shared);
}

class Neighbours {
  /** @type {Change[]} */
  wants = ["frames", "position", "hover"];

  /** @param {HTMLElement} element @param {Shared} shared */
  constructor(element, { particle, organism, store, openParticle }) {
    this.organism = organism;
    this.openParticle = openParticle;
    this.particle = particle ?? 0;
    this.canvas = addCanvas(element, `neighbours of particle ${particle}`);
    this.canvas.classList.add("pick");
    this.blocks = organism.every > 1 ? [] : neighbourhoodsOf(this.particle, organism);
    this.side = LARGEST;
    this.canvas.addEventListener("pointermove", (event) => store.setHover(this.under(event)));
    this.canvas.addEventListener("pointerleave", () => store.setHover(null));
    this.canvas.addEventListener("click", (event) => this.choose(this.under(event)));
    this.at = 0; // the cursor's place, of those that have a particle
    /** @type {Point} */
    this.place = [0, 0]; // and where it is
    addCursor(this.canvas, `neighbours of particle ${particle}`, "particles around it");
    watchKeys(this.canvas, store, this);
  }

  /** Goes to a particle. @param {number | null} mark */
  choose = (mark) => {
    if (mark !== null && mark !== this.particle) this.openParticle?.(mark);
  };

  /** @param {Given} given */
  draw({ frame, hover, theme }) {
    const brush = fitCanvas(this.canvas);
    setText(brush, theme);
    if (!this.blocks.length) brush.fillText("This organism is too large to show neighbours.", 0, 14);
    this.pack();
    for (const { label, x, y } of this.blocks) brush.fillText(label, x, y - 5);
    this.each((mark, x, y) => {
      fillMark(brush, frame.kind[mark], x + this.side / 2, y + this.side / 2, 0.42 * this.side);
      if (mark !== this.particle && mark !== hover) return;
      brush.strokeStyle = theme.text;
      brush.lineWidth = 2;
      brush.strokeRect(x, y, this.side, this.side);
    });
  }

  // Place the blocks as large as they go.
  pack() {
    const { clientWidth, clientHeight } = this.canvas;
    this.side = LARGEST;
    while (flow(this.blocks, this.side, clientWidth, SPACING) > clientHeight && this.side > SMALLEST) this.side -= 0.5;
  }

  /** @param {(mark: number, x: number, y: number) => void} visit */
  each(visit) {
    for (const { marks, columns, x, y } of this.blocks) {
      marks.forEach((mark, i) => {
        if (mark !== null) visit(mark, x + (i % columns) * this.side, y + Math.floor(i / columns) * this.side);
      });
    }
  }

  /** @param {MouseEvent} event */
  under(event) {
    const [pointX, pointY] = pointOf(event, this.canvas);
    /** @type {number[]} */
    const found = [];
    this.each((mark, x, y) => {
      if (pointX >= x && pointX < x + this.side && pointY >= y && pointY < y + this.side) found.push(mark);
    });
    return found.at(-1) ?? null;
  }

  /**
   * A particle may have several places.
   * @param {number | null} mark
   * @param {string} key
   */
  next = (mark, key) => {
    /** @type {[mark: number, middle: Point][]} */
    const places = [];
    this.each((each, x, y) => places.push([each, [x + this.side / 2, y + this.side / 2]]));
    if (!places.length) return undefined;
    const isAt = (/** @type {number | null} */ one) => places.findIndex(([each]) => each === one);
    const known = places[this.at]?.[0] === mark ? this.at : isAt(mark);
    const to = nextOnWay(known < 0 ? isAt(this.particle) : known, key, [...places.keys()], (i) => places[i][1], [0, 0]);
    if (typeof to !== "number") return undefined;
    [this.at, this.place] = [to, places[to][1]];
    return places[to][0];
  };

  placeOf = () => this.place;

  /**
   * @param {Given} given
   * @returns {Table}
   */
  numbers(given) {
    const table = particleTable("place", given, this.organism);
    const near = new Set(this.blocks.flatMap(({ marks }) => marks));
    return { ...table, rows: table.rows.filter((_, mark) => near.has(mark)), marked: false };
  }

  destroy() {}
}

/**
 * In a layer that reads a picture, the pixels around, in each cell; in any other layer the rest
 * of the cell, then whoever reads the same unit.
 * @param {number} particle
 * @param {Organism} organism
 * @returns {Neighbourhood[]}
 */
function neighbourhoodsOf(particle, { layers, grid }) {
  const [layer, cell, edge] = positionOf(particle, layers).map((one) => one - 1);
  const [cells, edges] = layers[layer];
  const first = particle - cell * edges - edge;
  if (layer === 0 && grid) {
    return range(Math.min(cells, MOST_CELLS)).map((c) =>
      block(`cell 1.${c + 1}`, pixelsAround(edge, grid, first + c * edges), 2 * AROUND + 1));
  }
  return [
    block(`cell ${layer + 1}.${cell + 1}`, range(edges).map((e) => first + cell * edges + e), edges),
    block(`all that read input ${edge + 1}`, range(cells).map((c) => first + c * edges + edge), cells),
  ];
}

/**
 * Marks of the pixels around one, row by row.
 * @param {number} pixel
 * @param {[rows: number, columns: number]} grid
 * @param {number} first the mark of the picture's first pixel
 */
function pixelsAround(pixel, [rows, columns], first) {
  const [row, column] = [Math.floor(pixel / columns), pixel % columns];
  const offsets = range(2 * AROUND + 1).map((i) => i - AROUND);
  return offsets.flatMap((dy) => offsets.map((dx) => {
    const [y, x] = [row + dy, column + dx];
    return y >= 0 && y < rows && x >= 0 && x < columns ? first + y * columns + x : null;
  }));
}

/**
 * @param {string} label
 * @param {(number | null)[]} marks
 * @param {number} columns
 * @returns {Neighbourhood}
 */
function block(label, marks, columns) {
  return { label, marks, columns, rows: Math.ceil(marks.length / columns), x: 0, y: 0 };
}

/** @param {number} count */
function range(count) {
  return [...Array(count).keys()];
}
