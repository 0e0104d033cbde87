// A sheet: any table {columns, rows}, to sort, filter and scroll. Only the rows in sight are in the
// page; while the timeline moves, columns out of sight wait until it rests. Where rows are particles (`marked`), they share the pointer and the selection of all views.

import { typeOf } from "../core/columns.js";
import { filterOf } from "../core/filter.js";
import { formatCount } from "../core/format.js";
import { addButton, addElement, setAttribute, write } from "../draw/dom.js";
import { compare, widthOf, writeCell } from "./cells.js";

/** @import { Cell, Given, Store, Table } from "../core/contracts.js" */
/** @import { Direction } from "./cells.js" */

const ROW = 22; // pixels, as in board.css
const BEYOND = 2; // rows above and below those in sight
const TYPED_MS = 250; // after a key, until the filter is read
const RESTS_MS = 250; // without a move, until columns out of sight are written
/** @type {Record<Direction, Direction>} */
const NEXT = { 0: 1, 1: -1, "-1": 0 };
/** @type {Record<Direction, string>} */
const SPOKEN = { 0: "none", 1: "ascending", "-1": "descending" };
/** @type {Table} */
const EMPTY = { name: "", columns: [], rows: [], wants: [] };

export class Sheet {
  /**
   * @param {HTMLElement} element
   * @param {Store} store
   * @param {(given: Given) => Table} numbers
   */
  constructor(element, store, numbers) {
    this.store = store;
    this.numbers = numbers;
    this.table = EMPTY; // until it is first drawn
    /** @type {{ column: string | null, direction: Direction }} */
    this.order = { column: null, direction: 0 };
    /** @type {(row: Cell[]) => boolean} */
    this.passes = () => true;
    /** @type {number[]} */
    this.at = []; // numbers of the rows that pass the filter, in order
    this.sharesPointer = false;
    element.classList.add("sheet");
    const bar = addElement(element, "div", "bar");
    this.field = this.addFilter(bar);
    this.count = addElement(bar, "output");
    this.count.ariaLive = "off"; // it may change with every step
    this.choose = addButton(bar, "Select these", () => this.store.select(this.at));
    this.choose.title = "Select the particles of all rows that pass the filter.";
    this.choose.hidden = true;
    this.problem = addElement(element, "p", "wrong");
    this.problem.setAttribute("role", "alert");
    this.scroller = addElement(element, "div", "rows");
    this.scroller.tabIndex = 0;
    // Asked for only when it changes: a browser asked in between lays the page out for the answer.
    this.sight = { top: 0, height: 0, left: 0, right: 0 };
    /** @type {[left: number, right: number][]} */
    this.edges = []; // of the columns, in pixels
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resting = undefined;
    this.scroller.addEventListener("scroll", () => this.look());
    this.sizes = new ResizeObserver(() => this.look());
    this.sizes.observe(this.scroller);
    this.grid = addElement(this.scroller, "table");
    this.head = addElement(this.grid, "thead");
    this.above = addElement(addElement(this.grid, "tbody"), "tr");
    this.body = addElement(this.grid, "tbody");
    this.below = addElement(addElement(this.grid, "tbody"), "tr");
  }

  /** @param {HTMLElement} bar */
  addFilter(bar) {
    const field = addElement(bar, "input");
    Object.assign(field, { type: "search", placeholder: "Filter: kind = other, weight > 0.1" });
    field.setAttribute("aria-label", "filter of the rows");
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let waiting;
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.filter(), TYPED_MS);
    });
    field.addEventListener("change", () => this.filter());
    return field;
  }

  /** @param {Given} given */
  draw(given) {
    if (this.table === EMPTY || given.what.some((each) => this.table.wants.includes(each))) {
      const before = this.table.columns;
      this.table = this.numbers(given);
      if (`${before}` !== `${this.table.columns}`) this.begin();
      this.arrange();
    }
    if (given.what.every((each) => each === "position")) this.paintSeen();
    else this.paint();
  }

  /**
   * What the sheet shows of `given`, in sight or not: the rows that pass the filter, sorted.
   * @param {Given} given
   * @returns {Table}
   */
  shown(given) {
    this.draw({ ...given, what: ["frames", "position", "selection"] });
    return { ...this.table, rows: this.at.map((row) => this.table.rows[row]) };
  }

  // The head, for new columns.
  begin() {
    const { columns, name, marked } = this.table;
    this.grid.setAttribute("aria-label", `numbers: ${name}`);
    this.choose.hidden = !marked;
    if (marked && !this.sharesPointer) this.sharePointer();
    this.grid.querySelector("colgroup")?.remove();
    const widths = document.createElement("colgroup");
    for (const column of columns) addElement(widths, "col").style.width = `${widthOf(column)}ch`;
    this.grid.prepend(widths);
    this.grid.style.width = `max(100%, ${columns.reduce((sum, column) => sum + widthOf(column), 0)}ch)`;
    const line = document.createElement("tr");
    for (const column of columns) {
      const cell = addElement(line, "th", typeOf(column));
      cell.scope = "col";
      addButton(cell, column.replaceAll("_", " "), () => this.sort(column), { title: `Sort by ${column}` });
    }
    this.head.replaceChildren(line);
    this.body.replaceChildren();
    this.sayOrder();
    this.filter();
    this.look();
  }

  /**
   * By one more click: ascending, descending, as it was.
   * @param {string} column
   */
  sort(column) {
    const direction = this.order.column === column ? NEXT[this.order.direction] : 1;
    this.order = { column, direction };
    this.sayOrder();
    this.arrange();
    this.paint();
  }

  sayOrder() {
    const { column, direction } = this.order;
    this.table.columns.forEach((each, i) => {
      this.head.rows[0].cells[i].setAttribute("aria-sort", SPOKEN[each === column ? direction : 0]);
    });
  }

  filter() {
    try {
      this.passes = filterOf(this.field.value, this.table.columns);
      this.problem.textContent = "";
    } catch (error) {
      this.problem.textContent = /** @type {Error} */ (error).message;
    }
    this.field.setAttribute("aria-invalid", String(this.problem.textContent !== ""));
    this.arrange();
    this.paint();
  }

  arrange() {
    const { columns, rows } = this.table;
    this.at = Array.from(rows.keys()).filter((row) => this.passes(rows[row]));
    const { column, direction } = this.order;
    const by = column === null ? -1 : columns.indexOf(column);
    if (direction && by >= 0) this.at.sort((a, b) => compare(rows[a][by], rows[b][by], direction));
    write(this.count, `${formatCount(this.at.length)} of ${formatCount(rows.length)} rows`);
    this.choose.disabled = !this.at.length;
    setAttribute(this.grid, "aria-rowcount", String(this.at.length + 1));
  }

  // See what is in sight, and write it.
  look() {
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.scroller;
    this.sight = { top: scrollTop, height: clientHeight, left: scrollLeft, right: scrollLeft + clientWidth };
    const heads = this.head.rows[0]?.cells ?? [];
    this.edges = Array.from(heads, ({ offsetLeft, offsetWidth }) => [offsetLeft, offsetLeft + offsetWidth]);
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
    if (this.table === EMPTY) return;
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

  // Rows as particles: by the pointer's height, since lines are written anew while it rests.
  sharePointer() {
    this.sharesPointer = true;
    const { scroller, store, body } = this;
    /** @param {MouseEvent} event */
    const under = ({ clientY }) => {
      const y = clientY - scroller.getBoundingClientRect().top - this.head.offsetHeight;
      return y < 0 ? null : this.at[Math.floor((y + scroller.scrollTop) / ROW)] ?? null;
    };
    body.addEventListener("pointermove", (event) => store.setHover(under(event)));
    body.addEventListener("pointerleave", () => store.setHover(null));
    body.addEventListener("click", (event) => {
      const mark = under(event);
      if (mark !== null) store.pick(mark, event);
    });
    scroller.addEventListener("keydown", (event) => this.onKey(event));
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.target !== this.scroller) return;
    const { store, at } = this;
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      if (!at.length) return;
      const i = store.hover === null ? -1 : at.indexOf(store.hover);
      this.pointAt(Math.max(0, Math.min(i + (event.key === "ArrowUp" ? -1 : 1), at.length - 1)));
    } else if (event.key === "Enter" && store.hover !== null) store.pick(store.hover, null);
    else return;
    event.preventDefault();
  }

  /** @param {number} i a row in sight or not, which then is */
  pointAt(i) {
    const { scroller } = this;
    const room = scroller.clientHeight - this.head.offsetHeight - ROW;
    scroller.scrollTop = Math.max(i * ROW - room, Math.min(scroller.scrollTop, i * ROW));
    this.store.setHover(this.at[i]);
  }

  destroy() {
    clearTimeout(this.resting);
    this.sizes.disconnect();
  }
}
