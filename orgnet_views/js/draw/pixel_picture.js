// A picture of few pixels on a canvas of its own, which the page enlarges.

import { contextOf } from "./canvas.js";
import { rgb } from "./theme.js";

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} values row by row
 * @param {number} columns
 * @param {(value: number) => string} colour
 */
export function paintPixels(canvas, values, columns, colour) {
  const pixels = new Uint8ClampedArray(4 * values.length);
  pixels.fill(255);
  for (let i = 0; i < values.length; i++) pixels.set(rgb(colour(values[i])), 4 * i);
  [canvas.width, canvas.height] = [columns, values.length / columns];
  contextOf(canvas).putImageData(new ImageData(pixels, columns), 0, 0);
}
