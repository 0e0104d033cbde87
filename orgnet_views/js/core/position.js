// Where a particle sits in the organism. Particles are numbered from 0, layer by layer and cell by
// cell; layers, cells, edges, rows and columns from 1.

/** @import { Organism } from "./contracts.js" */

/**
 * Layer, cell and edge of a particle.
 * @param {number} particle
 * @param {Organism["layers"]} layers
 * @returns {[layer: number, cell: number, edge: number]}
 */
export function positionOf(particle, layers) {
  let at = particle;
  let layer = 0;
  while (at >= layers[layer][0] * layers[layer][1]) at -= layers[layer][0] * layers[layer++][1];
  const edges = layers[layer][1];
  return [layer + 1, Math.floor(at / edges) + 1, (at % edges) + 1];
}

/**
 * The same in words.
 * @param {number} particle
 * @param {Pick<Organism, "layers" | "grid" | "channels">} organism
 */
export function describePosition(particle, { layers, grid, channels }) {
  const [layer, cell, edge] = positionOf(particle, layers);
  if (layer > 1 || !grid) return `layer ${layer}, cell ${cell}, edge ${edge}`;
  const [row, column, channel] = pixelOf(edge - 1, grid, channels);
  const words = `layer ${layer}, cell ${cell}, pixel row ${row}, column ${column}`;
  return channel ? `${words}, ${channel}` : words;
}

/**
 * Row and column of a pixel, numbered from 0, and the channel where the picture has some.
 * @param {number} pixel
 * @param {[rows: number, columns: number]} grid
 * @param {string[]} channels
 * @returns {[row: number, column: number, channel: string | undefined]}
 */
export function pixelOf(pixel, [, across], channels) {
  const width = across / Math.max(1, channels.length);
  const column = pixel % across;
  return [Math.floor(pixel / across) + 1, (column % width) + 1, channels[Math.floor(column / width)]];
}

/**
 * A test of marks: do they read a dark pixel?
 * @param {Organism} organism
 * @returns {(mark: number) => boolean}
 */
export function darkPixelTest({ layers: [[cells, edges]], every, dark }) {
  const pixels = new Set(dark);
  return (mark) => mark * every < cells * edges && pixels.has((mark * every) % edges);
}
