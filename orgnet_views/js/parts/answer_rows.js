// What comes out of each layer: what its cells sum up, and what the last one answers.

import { softmax } from "../core/forward.js";
import { formatNumber } from "../core/format.js";
import { classOf, formatPercent } from "../core/verdict.js";
import { signalScale } from "../draw/measures.js";
import { CellRows } from "./cell_rows.js";

/** @import { Layer, Net } from "../core/forward.js" */
/** @import { Cell } from "../core/signals.js" */
/** @import { Amount } from "./cell_rows.js" */

const MOST_PICTURES = 20; // of more cells there are too many to be looked at, and to be drawn at each move

export class AnswerRows {
  /**
   * @param {HTMLElement} parent
   * @param {Net} net
   * @param {string[]} classes names; none for regression
   * @param {{ point: (cell: Cell | null) => void, keep: (cell: Cell) => void }} host
   */
  constructor(parent, { widths }, classes, { point, keep }) {
    this.classes = classes;
    this.layers = widths.slice(1).map((cells, layer) => {
      const names = Array.from({ length: cells }, (_, cell) => this.nameOf({ layer, cell }, layer === widths.length - 2));
      const isLast = layer === widths.length - 2;
      const title = isLast ? "what it answers" : `what layer ${layer + 1} sums up`;
      return new CellRows(parent, title, names, {
        isSigned: !isLast || !classes.length,
        listener: {
          point: (cell) => point(cell === null ? null : { layer, cell }),
          keep: (cell) => keep({ layer, cell }),
        },
      });
    });
  }

  /**
   * What each particle of the first layer carries, w·x, as the picture that its cell reads.
   * @param {ArrayLike<number>} weight by particle
   * @param {ArrayLike<number>} input
   * @param {number} columns
   */
  drawFirst(weight, input, columns) {
    const [rows] = this.layers;
    if (rows.rows.length > MOST_PICTURES) return;
    const carried = Float64Array.from({ length: rows.rows.length * input.length }, (_, i) => weight[i] * input[i % input.length]);
    rows.drawPictures(carried, columns, signalScale(carried));
  }

  /** @param {Cell} cell @param {boolean} [isAnswer] */
  nameOf({ layer, cell }, isAnswer = layer === this.layers.length - 1) {
    if (!isAnswer) return `cell ${layer + 1}.${cell + 1}`;
    return this.classes[cell] ?? `output ${cell + 1}`;
  }

  /**
   * @param {Layer[]} whole
   * @param {Layer[] | null} after the cut
   * @param {Cell | null} kept
   */
  draw(whole, after, kept) {
    this.layers.forEach((rows, layer) => {
      const sums = [whole, after].map((each) => each?.[layer].sums ?? null);
      const isAnswer = layer === this.layers.length - 1 && this.classes.length > 0;
      const [first, second] = isAnswer ? sums.map(probabilities) : asBars(sums);
      rows.draw(/** @type {Amount[]} */ (first), second, {
        kept: kept?.layer === layer ? kept.cell : null,
        best: isAnswer ? classOf(/** @type {Float64Array} */ (sums[1] ?? sums[0])) : null,
      });
    });
  }
}

/** @param {Float64Array | null} outputs @returns {Amount[] | null} */
function probabilities(outputs) {
  return outputs && Array.from(softmax(outputs), (value) => ({ value, text: formatPercent(value) }));
}

/**
 * As long as they are beside the largest of all.
 * @param {(Float64Array | null)[]} sums
 * @returns {(Amount[] | null)[]}
 */
function asBars(sums) {
  const most = Math.max(...sums.flatMap((each) => Array.from(each ?? [], Math.abs))) || 1;
  return sums.map((each) => each && Array.from(each, (sum) => ({ value: sum / most, text: formatNumber(sum) })));
}
