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
 * @param {Pick<Organism, "layers" | "grid">} organism
 */
export function describePosition(particle, { layers, grid }) {
  const [layer, cell, edge] = positionOf(particle, layers);
  if (layer > 1 || !grid) return `layer ${layer}, cell ${cell}, edge ${edge}`;
  const [row, column] = [Math.ceil(edge / grid[1]), ((edge - 1) % grid[1]) + 1];
  return `layer ${layer}, cell ${cell}, pixel row ${row}, column ${column}`;
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
