// Connectivity (paper, Fig. 11): every particle an edge between what it reads and the cell that it
// feeds, layer by layer from the input (layer −1), coloured by kind.

import { formatCount } from "../core/format.js";
import { thin } from "../core/groups.js";
import { KINDS } from "../core/kinds.js";
import { particleTable } from "../core/tables.js";
import { fitCanvas, pointOf, setText, tracePath } from "../draw/canvas.js";
import { addCanvas, addSelect } from "../draw/dom.js";
import { addCursor, asideOf, nextInOrder, watchKeys } from "../draw/keys.js";
import { FEW, PAINT_ORDER, fillDot } from "../draw/marks.js";
import { watchPointer } from "../draw/pointer.js";
import { legendOf } from "../parts/caption.js";

/** @import { ArrayName, Brush, Change, Given, Shared, Theme, View } from "../core/contracts.js" */
/** @import { Point } from "../core/geometry.js" */
/** @typedef {[from: Point, to: Point]} Edge */

const SIDE = 46; // pixels left and right of the outermost layers
const TOP = 22; // pixels above and below the nodes
const CLOSE = 4; // pixels within which the pointer touches an edge
const MOST_EDGES = 3000; // of more, evenly many are drawn
const MOST_NODES = 60; // of a layer that are drawn as dots
const ALONG = Array.from({ length: 33 }, (_, i) => i / 32); // where an edge is looked at

/** @type {ArrayName[]} */
export const arrays = [];

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new Connectivity(element, shared);
}

class Connectivity {
  /** @type {Change[]} */
  wants = ["frames", "position", "selection", "hover"];

  /** @param {HTMLElement} element @param {Shared} shared */
  constructor(element, { store, organism, head, redraw }) {
    const { layers, every } = organism;
    this.organism = organism;
    this.canvas = addCanvas(element, "connectivity: edges of each kind");
    /** @type {[string, string][]} */
    const kinds = KINDS.map(({ plural }, kind) => [String(kind), plural]);
    this.choice = addSelect(head, "kind of edges", [["", "all kinds"], ...kinds], redraw);
    this.widths = [layers[0][1], ...layers.map(([cells]) => cells)]; // nodes by column, the input first
    this.starts = [0]; // the first particle of each layer
    for (const [cells, edges] of layers) this.starts.push(this.starts[this.starts.length - 1] + cells * edges);
    const marks = Math.ceil(this.starts[layers.length] / every);
    this.marks = thin(Array.from({ length: marks }, (_, mark) => mark), MOST_EDGES);
    this.fans = [...Map.groupBy(this.marks, (mark) => this.cellOf(mark)).values()];
    /** @type {Uint8Array} */
    this.kinds = new Uint8Array(marks); // as drawn last
    this.width = this.height = 0; // pixels of the canvas, then: asked for once, not for every edge
    this.destroy = watchPointer(this.canvas, store, this);
    addCursor(this.canvas, "connectivity: edges of each kind", "edges of particles");
    watchKeys(this.canvas, store, this);
  }

  /** @param {number} kind */
  isDrawn(kind) {
    return this.choice.value === "" || Number(this.choice.value) === kind;
  }

  /** @param {number} column @param {number} i @returns {Point} */
  node(column, i) {
    return [
      SIDE + (column / (this.widths.length - 1)) * (this.width - 2 * SIDE),
      TOP + ((i + 0.5) / this.widths[column]) * (this.height - 2 * TOP),
    ];
  }

  /**
   * The layer of an edge, from 0, and the nodes that it lies between, in the column of that number and in the next.
   * @param {number} mark
   * @returns {[layer: number, from: number, to: number]}
   */
  nodesOf(mark) {
    const particle = mark * this.organism.every;
    const layer = this.starts.findLastIndex((start) => start <= particle);
    const at = particle - this.starts[layer];
    const edges = this.organism.layers[layer][1];
    return [layer, at % edges, Math.floor(at / edges)];
  }

  /** A name of the cell that an edge leads to. @param {number} mark */
  cellOf(mark) {
    const [layer, , to] = this.nodesOf(mark);
    return `${layer} ${to}`;
  }

  /** @param {number} mark @returns {Edge} */
  edgeOf(mark) {
    const [layer, from, to] = this.nodesOf(mark);
    return [this.node(layer, from), this.node(layer + 1, to)];
  }

  /** @param {Given} given */
  draw({ frame, theme, selection, hover }) {
    this.kinds = frame.kind;
    [this.width, this.height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    const brush = fitCanvas(this.canvas);
    const alpha = Math.min(0.6, 250 / this.marks.length + 0.12);
    const many = selection.size > FEW;
    for (const kind of PAINT_ORDER) {
      if (!this.isDrawn(kind)) continue;
      this.strokeEdges(brush, KINDS[kind].colour, alpha, 1, (mark) =>
        frame.kind[mark] === kind && (!many || selection.has(mark)));
    }
    this.strokeEdges(brush, theme.text, 1, 2, (mark) => (!many && selection.has(mark)) || mark === hover);
    this.paintNodes(brush, theme);
  }

  /**
   * The edges that lead to one cell are a path: pale lines add up where they cross, and are quicker drawn
   * than each by itself.
   * @param {Brush} brush
   * @param {string} colour
   * @param {number} alpha
   * @param {number} width
   * @param {(mark: number) => boolean} chosen
   */
  strokeEdges(brush, colour, alpha, width, chosen) {
    [brush.strokeStyle, brush.globalAlpha, brush.lineWidth] = [colour, alpha, width];
    for (const fan of this.fans) {
      const marks = fan.filter(chosen);
      if (!marks.length) continue;
      brush.beginPath();
      for (const mark of marks) tracePath(brush, this.edgeOf(mark));
      brush.stroke();
    }
    brush.globalAlpha = 1;
  }

  /** @param {Brush} brush @param {Theme} theme */
  paintNodes(brush, theme) {
    setText(brush, theme, "center");
    this.widths.forEach((width, column) => {
      const [x] = this.node(column, 0);
      brush.fillText(column ? `layer ${column}` : "input (−1)", x, 14);
      brush.fillText(formatCount(width), x, this.height - 6);
      if (width > MOST_NODES) return;
      for (let i = 0; i < width; i++) fillDot(brush, ...this.node(column, i), 4);
    });
  }

  /** @param {MouseEvent} event */
  under = (event) => {
    const point = pointOf(event, this.canvas);
    let best = null;
    let least = CLOSE;
    for (const mark of this.marks) {
      if (!this.isDrawn(this.kinds[mark])) continue;
      const far = distance(point, this.edgeOf(mark));
      if (far < least) [best, least] = [mark, far];
    }
    return best;
  };

  /**
   * Up and down lead through the edges that are drawn, right to one that goes on from where an edge leads,
   * left to one that leads to where it begins.
   * @param {number | null} mark
   * @param {string} key
   */
  next = (mark, key) => {
    const drawn = this.marks.filter((each) => this.isDrawn(this.kinds[each]));
    const aside = asideOf(key);
    if (!aside) return nextInOrder(mark, key, drawn);
    if (mark === null) return drawn[0];
    const [layer, from, to] = this.nodesOf(mark);
    return drawn.find((each) => {
      const [there, begins, leads] = this.nodesOf(each);
      return there === layer + aside && (aside > 0 ? begins === to : leads === from);
    }) ?? mark;
  };

  /** @param {number} mark @returns {Point} */
  placeOf = (mark) => {
    const [[x, y], [toX, toY]] = this.edgeOf(mark);
    return [(x + toX) / 2, (y + toY) / 2];
  };

  /**
   * An edge is caught where it passes through the shape.
   * @param {(x: number, y: number) => boolean} holds
   */
  within = (holds) => this.marks.filter((mark) => {
    if (!this.isDrawn(this.kinds[mark])) return false;
    const [[x, y], [toX, toY]] = this.edgeOf(mark);
    return ALONG.some((share) => holds(x + share * (toX - x), y + share * (toY - y)));
  });

  /** @param {Given} given */
  numbers(given) {
    return particleTable("connectivity", given, this.organism);
  }

  /** @param {Given} given */
  legend({ frame }) {
    return legendOf(frame);
  }
}

/**
 * From a point to an edge, infinite to the left and to the right of it.
 * @param {Point} point
 * @param {Edge} edge
 */
function distance([x, y], [[fromX, fromY], [toX, toY]]) {
  if (x < fromX || x > toX) return Infinity;
  const above = fromY + ((toY - fromY) * (x - fromX)) / (toX - fromX) - y;
  return Math.abs(above) * Math.cos(Math.atan2(toY - fromY, toX - fromX));
}
