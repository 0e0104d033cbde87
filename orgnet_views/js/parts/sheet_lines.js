// The lines of a sheet: of its rows those in sight, in the page's table. While the timeline moves, columns
// out of sight wait until it rests.

import { typeOf } from "../core/columns.js";
import { addElement, setAttribute } from "../draw/dom.js";
import { writeCell } from "./cells.js";

/** @import { Store, Table } from "../core/contracts.js" */

export const ROW = 22; // pixels, as in board.css
const BEYOND = 2; // rows above and below those in sight
const RESTS_MS = 250; // without a move, until columns out of sight are written
/** @type {Table} */
export const EMPTY = { name: "", columns: [], rows: [], wants: [] };

export class SheetLines {
  table = EMPTY; // until the sheet is first drawn
  /** @type {number[]} */
  at = []; // numbers of the table's rows, in order
  // Asked for only when it changes: a browser asked in between lays the page out for the answer.
  sight = { top: 0, height: 0, left: 0, right: 0 };
  /** @type {[left: number, right: number][]} */
  edges = []; // of the columns, in pixels
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  resting = undefined;

  /** @param {HTMLElement} scroller @param {HTMLTableElement} grid @param {Store} store */
  constructor(scroller, grid, store) {
    this.scroller = scroller;
    this.store = store;
    this.head = addElement(grid, "thead");
    this.above = addElement(addElement(grid, "tbody"), "tr");
    this.body = addElement(grid, "tbody");
    this.below = addElement(addElement(grid, "tbody"), "tr");
    scroller.addEventListener("scroll", () => this.look());
    this.sizes = new ResizeObserver(() => this.look());
    this.sizes.observe(scroller);
  }

  /**
   * A line of heads for new columns.
   * @param {HTMLTableRowElement} line
   */
  begin(line) {
    this.head.replaceChildren(line);
    this.body.replaceChildren();
    this.measure();
  }

  // See what is in sight.
  measure() {
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.scroller;
    this.sight = { top: scrollTop, height: clientHeight, left: scrollLeft, right: scrollLeft + clientWidth };
    const heads = this.head.rows[0]?.cells ?? [];
    this.edges = Array.from(heads, ({ offsetLeft, offsetWidth }) => [offsetLeft, offsetLeft + offsetWidth]);
  }

  look() {
    this.measure();
    this.paint();
  }

  // Write what is in sight, and the rest of its rows once no more comes.
  paintSeen() {
    const { left, right } = this.sight;
    this.paint((column) => this.edges[column][0] < right && this.edges[column][1] > left);
    this.resting = setTimeout(() => this.paint(), RESTS_MS);
  }

  /**
   * Write the rows in sight into as many lines of the page's table.
   * @param {(column: number) => boolean} isWanted
   */
  paint(isWanted = () => true) {
    clearTimeout(this.resting);
    const { top, height } = this.sight;
    const most = this.at.length;
    const first = Math.max(0, Math.min(Math.floor(top / ROW) - BEYOND, most - 1));
    const last = Math.min(most, first + Math.ceil(height / ROW) + 2 * BEYOND);
    this.above.style.height = `${first * ROW}px`;
    this.below.style.height = `${(most - last) * ROW}px`;
    while (this.body.rows.length > last - first) this.body.deleteRow(-1);
    while (this.body.rows.length < last - first) this.addLine();
    [...this.body.rows].forEach((line, i) => this.write(line, first + i, isWanted));
  }

  addLine() {
    const line = this.body.insertRow();
    for (const column of this.table.columns) addElement(line, "td", typeOf(column));
  }

  /**
   * @param {HTMLTableRowElement} line
   * @param {number} i
   * @param {(column: number) => boolean} isWanted
   */
  write(line, i, isWanted) {
    const { columns, rows, marked } = this.table;
    const row = this.at[i];
    setAttribute(line, "aria-rowindex", String(i + 2));
    line.classList.toggle("chosen", Boolean(marked) && this.store.selection.has(row));
    line.classList.toggle("pointed", Boolean(marked) && this.store.hover === row);
    [...line.cells].forEach((cell, k) => {
      if (isWanted(k)) writeCell(cell, rows[row][k], columns[k]);
    });
  }

  destroy() {
    clearTimeout(this.resting);
    this.sizes.disconnect();
  }
}
