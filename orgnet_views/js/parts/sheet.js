// A sheet: any table {columns, rows}, to sort, filter and scroll. Where rows are particles (`marked`), they
// share the pointer and the selection of all views.

import { typeOf } from "../core/columns.js";
import { filterOf } from "../core/filter.js";
import { formatCount } from "../core/format.js";
import { addButton, addElement, setAttribute, write } from "../draw/dom.js";
import { compare, widthOf } from "./cells.js";
import { EMPTY, ROW, SheetLines } from "./sheet_lines.js";

/** @import { Cell, Given, Store, Table } from "../core/contracts.js" */
/** @import { Direction } from "./cells.js" */

const TYPED_MS = 250; // after a key, until the filter is read
/** @type {Record<Direction, Direction>} */
const NEXT = { 0: 1, 1: -1, "-1": 0 };
/** @type {Record<Direction, string>} */
const SPOKEN = { 0: "none", 1: "ascending", "-1": "descending" };

export class Sheet {
  /**
   * @param {HTMLElement} element
   * @param {Store} store
   * @param {(given: Given) => Table} numbers
   */
  constructor(element, store, numbers) {
    this.store = store;
    this.numbers = numbers;
    /** @type {{ column: string | null, direction: Direction }} */
    this.order = { column: null, direction: 0 };
    /** @type {(row: Cell[]) => boolean} */
    this.passes = () => true;
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
    this.grid = addElement(this.scroller, "table");
    this.lines = new SheetLines(this.scroller, this.grid, store);
  }

  get table() {
    return this.lines.table;
  }

  // Numbers of the rows that pass the filter, in order.
  get at() {
    return this.lines.at;
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
      this.lines.table = this.numbers(given);
      if (`${before}` !== `${this.table.columns}`) this.begin();
      this.arrange();
    }
    if (given.what.every((each) => each === "position")) this.lines.paintSeen();
    else this.lines.paint();
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
    this.lines.begin(line);
    this.sayOrder();
    this.filter();
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
    this.lines.paint();
  }

  sayOrder() {
    const { column, direction } = this.order;
    this.table.columns.forEach((each, i) => {
      this.lines.head.rows[0].cells[i].setAttribute("aria-sort", SPOKEN[each === column ? direction : 0]);
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
    this.lines.paint();
  }

  arrange() {
    const { columns, rows } = this.table;
    const at = Array.from(rows.keys()).filter((row) => this.passes(rows[row]));
    const { column, direction } = this.order;
    const by = column === null ? -1 : columns.indexOf(column);
    if (direction && by >= 0) at.sort((a, b) => compare(rows[a][by], rows[b][by], direction));
    this.lines.at = at;
    write(this.count, `${formatCount(at.length)} of ${formatCount(rows.length)} rows`);
    this.choose.disabled = !at.length;
    setAttribute(this.grid, "aria-rowcount", String(at.length + 1));
  }

  // Rows as particles: by the pointer's height, since lines are written anew while it rests.
  sharePointer() {
    this.sharesPointer = true;
    const { scroller, store, lines: { head, body } } = this;
    /** @param {MouseEvent} event */
    const under = ({ clientY }) => {
      const y = clientY - scroller.getBoundingClientRect().top - head.offsetHeight;
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
    const { scroller, lines } = this;
    const room = scroller.clientHeight - lines.head.offsetHeight - ROW;
    scroller.scrollTop = Math.max(i * ROW - room, Math.min(scroller.scrollTop, i * ROW));
    this.store.setHover(this.at[i]);
  }

  destroy() {
    this.lines.destroy();
  }
}
