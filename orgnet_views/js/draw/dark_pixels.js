// Which pixels of the picture are dark in its mean image: a line around them, in each tile that is laid out
// like the picture.

/** @import { Brush, Organism, Theme } from "../core/contracts.js" */
/** @import { Layout } from "./organism.js" */
/** @typedef {[x: number, y: number, toX: number, toY: number]} Segment in pixels of the picture */

/**
 * The line between dark pixels and the others; none where layer 1 has no such tiles.
 * @param {Organism} organism
 * @returns {Segment[]}
 */
export function darkOutline({ grid, dark, every }) {
  if (!grid || every > 1) return [];
  const [rows, columns] = grid;
  const areDark = new Set(dark);
  return Array.from({ length: rows * columns }, (_, pixel) => {
    const [x, y] = [pixel % columns, Math.floor(pixel / columns)];
    /** @type {Segment[]} */
    const segments = [];
    if (x + 1 < columns && areDark.has(pixel) !== areDark.has(pixel + 1)) segments.push([x + 1, y, x + 1, y + 1]);
    if (y + 1 < rows && areDark.has(pixel) !== areDark.has(pixel + columns)) segments.push([x, y + 1, x + 1, y + 1]);
    return segments;
  }).flat();
}

/**
 * @param {Brush} brush
 * @param {Layout} layout
 * @param {Segment[]} segments
 * @param {Organism} organism
 * @param {Theme} theme
 */
export function paintOutline(brush, { tiles, side }, segments, { layers: [[cells]] }, theme) {
  brush.strokeStyle = theme.text;
  brush.lineWidth = 1.5;
  brush.beginPath();
  for (const tile of segments.length ? tiles.slice(0, cells) : []) {
    for (const [x, y, toX, toY] of segments) {
      brush.moveTo(tile.x + x * side, tile.y + y * side);
      brush.lineTo(tile.x + toX * side, tile.y + toY * side);
    }
  }
  brush.stroke();
}
