// What the first layer does with each pixel of the picture (paper, Fig. 10): how many of its
// particles replicate themselves, how much weight they carry together, how bright the pixel is.

import { formatCount, formatNumber } from "../core/format.js";
import { SELF_REPLICATOR } from "../core/kinds.js";
import { pixelOf } from "../core/position.js";
import { fitCanvas, letterScale, setText } from "../draw/canvas.js";
import { addCanvas, addElement, write } from "../draw/dom.js";
import { RAMPS, shade } from "../draw/theme.js";

/** @import { ArrayName, Brush, Cell, Change, Frame, Given, LegendEntry, Organism, Shared, Table, View } from "../core/contracts.js" */

const GAP = 16; // pixels between pictures
const TITLE = 18; // pixels above each, for the smallest letters

/** @type {ArrayName[]} */
export const arrays = ["weight"];

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new Pixels(element, shared);
}

class Pixels {
  /** @type {Change[]} */
  wants = ["frames", "position"];

  /** @param {HTMLElement} element @param {Shared} shared */
  constructor(element, { organism }) {
    this.organism = organism;
    this.canvas = addCanvas(element, "pixels");
    this.words = addElement(element, "p", "under");
  }

  /** @param {Given} given */
  draw({ frame, theme }) {
    const { canvas, words, organism } = this;
    const brush = fitCanvas(canvas);
    const { grid, mean } = organism;
    if (!grid || !readsPixels(organism)) {
      words.textContent = "This organism reads no picture, or is too large to be shown pixel by pixel.";
      return;
    }
    const { replicators, weight } = perPixel(frame, organism);
    const scale = letterScale(theme);
    const size = Math.min((canvas.clientWidth - 2 * GAP) / 3, canvas.clientHeight - scale * TITLE);
    const pictures = { "self-replicators": replicators, "sum of |weight|": weight, "mean image": mean };
    Object.entries(pictures).forEach(([title, values], i) => {
      const [x, most] = [i * (size + GAP), Math.max(...values)];
      const highest = Number.isInteger(most) ? formatCount(most) : formatNumber(most);
      setText(brush, theme);
      brush.fillText(`${title}, 0 to ${highest}`, x, 12 * scale, size);
      paintPicture(brush, values, grid, x, scale * TITLE, size);
    });
    write(words, sentence(replicators, weight, mean));
    canvas.setAttribute("aria-label", words.textContent);
  }

  /**
   * A row for each pixel; none where the view has no pictures to show.
   * @param {Given} given
   * @returns {Table}
   */
  numbers({ frame }) {
    const { organism } = this;
    const { grid, channels } = organism;
    const named = channels.length ? ["channel"] : [];
    const columns = ["row", "column", ...named, "self_replicators", "sum_absolute_weight", "mean_image"];
    /** @type {Table} */
    const table = { name: "pixels", columns, rows: [], wants: ["frames", "position"] };
    if (!grid || !readsPixels(organism)) return table;
    const { replicators, weight } = perPixel(frame, organism);
    table.rows = organism.mean.map((mean, i) => {
      const place = pixelOf(i, grid, channels).slice(0, columns.length - 3);
      return [.../** @type {Cell[]} */ (place), replicators[i], weight[i], mean];
    });
    return table;
  }

  /** @returns {LegendEntry[]} */
  legend() {
    return [{ text: "from 0 to the largest", colours: RAMPS.size }];
  }

  destroy() {}
}

/** @param {Organism} organism */
function readsPixels({ grid, every }) {
  return Boolean(grid) && every === 1;
}

/**
 * By pixel: how many particles of the first layer replicate, and the sum of |weight|.
 * @param {Frame} frame
 * @param {Organism} organism
 */
function perPixel({ kind, weight }, { layers: [[cells, edges]] }) {
  /** @type {number[]} */
  const replicators = new Array(edges).fill(0);
  /** @type {number[]} */
  const sums = new Array(edges).fill(0);
  for (let p = 0; p < cells * edges; p++) {
    if (kind[p] === SELF_REPLICATOR) replicators[p % edges]++;
    sums[p % edges] += Math.abs(weight[p]);
  }
  return { replicators, weight: sums };
}

/**
 * @param {Brush} brush
 * @param {number[]} values
 * @param {[rows: number, columns: number]} grid
 * @param {number} x
 * @param {number} y
 * @param {number} size
 */
function paintPicture(brush, values, [rows, columns], x, y, size) {
  const [side, most] = [size / Math.max(rows, columns), Math.max(...values) || 1];
  values.forEach((value, i) => {
    brush.fillStyle = shade(RAMPS.size, value / most);
    brush.fillRect(x + (i % columns) * side, y + Math.floor(i / columns) * side, side + 0.5, side + 0.5);
  });
}

/** @param {number[]} replicators @param {number[]} weight @param {number[]} mean */
function sentence(replicators, weight, mean) {
  const [ofReplicators, ofWeight] = [replicators, weight].map((values) => {
    const found = correlation(values, mean);
    return found === null ? "undefined, every pixel has the same number" : formatNumber(found);
  });
  return `Correlation of self-replicators with the mean image: ${ofReplicators}; of |weight|: ${ofWeight}.`;
}

/**
 * Pearson's; null if either is constant.
 * @param {number[]} a
 * @param {number[]} b
 */
function correlation(a, b) {
  const [meanA, meanB] = [a, b].map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    ab += (value - meanA) * (b[i] - meanB);
    aa += (value - meanA) ** 2;
    bb += (b[i] - meanB) ** 2;
  });
  return aa * bb === 0 ? null : ab / Math.sqrt(aa * bb);
}
