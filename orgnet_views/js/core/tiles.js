// Tiles: blocks of square marks under a name, laid out like lines of text.

/** @import { Organism } from "./contracts.js" */

/**
 * @typedef {object} Block where its marks go, all of the same side
 * @property {string} label
 * @property {number} rows
 * @property {number} columns
 * @property {number} x of its upper left corner, in pixels
 * @property {number} y
 *
 * @typedef {Block & { first: number, marks: number }} Tile of marks numbered row by row
 *
 * @typedef {object} Spacing in pixels
 * @property {number} gap between tiles
 * @property {number} label above a tile for its name
 * @property {number} letter of a name
 */

const EDGE = 2; // pixels at the left and at the right

/**
 * The tiles of an organism. A first layer that reads a picture: one tile a cell, laid out like the
 * picture. Any other layer: one tile, a row for each cell. Of a large organism, only every k-th
 * particle has a mark: then a layer is a plain block of them.
 * @param {Pick<Organism, "layers" | "grid" | "every">} organism
 * @returns {Tile[]}
 */
export function tilesOf({ layers, grid, every }) {
  if (every > 1) return plainTiles(layers, every);
  /** @type {Tile[]} */
  const tiles = [];
  let first = 0;
  layers.forEach(([cells, edges], layer) => {
    if (layer === 0 && grid) {
      const [rows, columns] = grid;
      for (let cell = 0; cell < cells; cell++) {
        tiles.push(tile(`cell 1.${cell + 1}`, rows, columns, first + cell * edges, edges));
      }
    } else tiles.push(tile(`layer ${layer + 1}`, cells, edges, first, cells * edges));
    first += cells * edges;
  });
  return tiles;
}

/** @param {Organism["layers"]} layers @param {number} every */
function plainTiles(layers, every) {
  let [particles, first] = [0, 0];
  return layers.map(([cells, edges], layer) => {
    particles += cells * edges;
    const marks = Math.ceil(particles / every) - first;
    const columns = Math.ceil(Math.sqrt(2 * marks));
    const label = `layer ${layer + 1}, one particle in ${every}`;
    const made = tile(label, Math.ceil(marks / columns), columns, first, marks);
    first += marks;
    return made;
  });
}

/**
 * @param {string} label
 * @param {number} rows
 * @param {number} columns
 * @param {number} first
 * @param {number} marks
 * @returns {Tile}
 */
function tile(label, rows, columns, first, marks) {
  return { label, rows, columns, first, marks, x: 0, y: 0 };
}

/**
 * Place blocks left to right and top to bottom; returns the height that they take, infinite where one
 * is wider than all the room.
 * @param {Block[]} blocks
 * @param {number} side of a mark
 * @param {number} width
 * @param {Spacing} spacing
 */
export function flow(blocks, side, width, { gap, label, letter }) {
  let [x, y, tallest] = [EDGE, label, 0];
  for (const block of blocks) {
    const taken = Math.max(block.columns * side, letter * block.label.length);
    if (x > EDGE && x + taken > width - EDGE) [x, y, tallest] = [EDGE, y + tallest + label + 4, 0];
    if (x + block.columns * side > width) return Infinity;
    [block.x, block.y] = [x, y];
    x += taken + gap;
    tallest = Math.max(tallest, block.rows * side);
  }
  return y + tallest + 3;
}

/**
 * Visit every mark of the tiles with its upper left corner.
 * @param {Tile[]} tiles
 * @param {number} side
 * @param {(mark: number, x: number, y: number) => void} visit
 */
export function eachMark(tiles, side, visit) {
  for (const { x, y, columns, first, marks } of tiles) {
    for (let at = 0; at < marks; at++) {
      visit(first + at, x + (at % columns) * side, y + Math.floor(at / columns) * side);
    }
  }
}

/**
 * The mark at a point, null where there is none.
 * @param {Tile[]} tiles
 * @param {number} side
 * @param {number} x
 * @param {number} y
 */
export function markAt(tiles, side, x, y) {
  for (const tile of tiles) {
    const [column, row] = [Math.floor((x - tile.x) / side), Math.floor((y - tile.y) / side)];
    const at = row * tile.columns + column;
    if (column >= 0 && column < tile.columns && row >= 0 && at < tile.marks) return tile.first + at;
  }
  return null;
}

/**
 * The tile that a mark is in.
 * @param {Tile[]} tiles
 * @param {number} mark
 */
export function tileOf(tiles, mark) {
  return /** @type {Tile} */ (tiles.findLast(({ first }) => first <= mark));
}
