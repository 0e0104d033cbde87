// A sheet: any table {columns, rows}, to sort, filter and scroll. Only the rows in sight are in the
// page. Where rows are particles (`marked`), they share the pointer and the selection of all views.

import { typeOf } from "./columns.js";
import { part } from "./dom.js";
import { filterOf } from "./filter.js";
import { KINDS, readable } from "./theme.js";

const ROW = 22; // pixels, as in board.css
const BEYOND = 4; // rows above and below those in sight
const SPOKEN = { 0: "none", 1: "ascending", "-1": "descending" };

export class Sheet {
  // `numbers(given)` makes the table; it says in `wants` which changes it follows.
  constructor(element, store, numbers) {
    [this.store, this.numbers] = [store, numbers];
    [this.table, this.order, this.passes] = [null, { column: null, way: 0 }, () => true];
    this.at = []; // numbers of the rows that pass the filter, in order
    element.classList.add("sheet");
    this.controls(part(element, "div", "bar"));
    this.problem = part(element, "p", "wrong");
    this.problem.setAttribute("role", "alert");
    this.scroller = part(element, "div", "rows");
    this.scroller.tabIndex = 0;
    this.scroller.addEventListener("scroll", () => this.paint());
    this.sizes = new ResizeObserver(() => this.paint());
    this.sizes.observe(this.scroller);
    this.grid = part(this.scroller, "table");
    this.head = part(this.grid, "thead");
    this.above = part(part(this.grid, "tbody"), "tr");
    this.body = part(this.grid, "tbody");
    this.below = part(part(this.grid, "tbody"), "tr");
  }

  controls(bar) {
    this.field = part(bar, "input");
    Object.assign(this.field, { type: "search", placeholder: "Filter: kind = other, weight > 0.1" });
    this.field.setAttribute("aria-label", "filter of the rows");
    let waiting;
    this.field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.filter(), 250);
    });
    this.field.addEventListener("change", () => this.filter());
    this.count = part(bar, "output");
    this.choose = part(bar, "button");
    Object.assign(this.choose, { type: "button", textContent: "Select these", hidden: true });
    this.choose.title = "Select the particles of all rows that pass the filter.";
    this.choose.addEventListener("click", () => this.store.select(this.at));
  }

  draw(given) {
    if (!this.table || given.what.some((each) => this.table.wants.includes(each))) {
      const before = this.table?.columns;
      this.table = this.numbers(given);
      if (`${before}` !== `${this.table.columns}`) this.begin();
      this.arrange();
    }
    this.paint();
  }

  // What the sheet shows of `given`, in sight or not: the rows that pass the filter, sorted.
  shown(given) {
    this.draw({ ...given, what: ["frames", "position", "selection"] });
    return { ...this.table, rows: this.at.map((row) => this.table.rows[row]) };
  }

  // The head, for new columns.
  begin() {
    const { columns, name, marked } = this.table;
    this.grid.setAttribute("aria-label", `numbers: ${name}`);
    this.choose.hidden = !marked;
    if (marked && !this.pointed) this.pointing();
    this.grid.querySelector("colgroup")?.remove();
    const widths = document.createElement("colgroup");
    for (const column of columns) part(widths, "col").style.width = `${widthOf(column)}ch`;
    this.grid.prepend(widths);
    this.grid.style.width = `max(100%, ${columns.reduce((sum, column) => sum + widthOf(column), 0)}ch)`;
    const line = document.createElement("tr");
    columns.forEach((column) => {
      const cell = part(line, "th", typeOf(column));
      cell.scope = "col";
      const button = part(cell, "button");
      Object.assign(button, { type: "button", textContent: column.replaceAll("_", " "), title: `Sort by ${column}` });
      button.addEventListener("click", () => this.sort(column));
    });
    this.head.replaceChildren(line);
    this.body.replaceChildren();
    this.filter();
  }

  // By one more click: ascending, descending, as it was.
  sort(column) {
    const way = this.order.column === column ? { 0: 1, 1: -1, "-1": 0 }[this.order.way] : 1;
    this.order = { column, way };
    this.arrange();
    this.paint();
  }

  filter() {
    try {
      this.passes = filterOf(this.field.value, this.table.columns);
      this.problem.textContent = "";
    } catch (error) {
      this.problem.textContent = error.message;
    }
    this.field.setAttribute("aria-invalid", String(this.problem.textContent !== ""));
    this.arrange();
    this.paint();
  }

  arrange() {
    const { columns, rows } = this.table;
    this.at = Array.from(rows.keys()).filter((row) => this.passes(rows[row]));
    const { column, way } = this.order;
    const by = columns.indexOf(column);
    if (way && by >= 0) this.at.sort((a, b) => compare(rows[a][by], rows[b][by], way));
    [...this.head.rows[0].cells].forEach((cell, i) => cell.setAttribute("aria-sort", SPOKEN[i === by ? way : 0]));
    this.count.textContent = `${this.at.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows`;
    this.choose.disabled = !this.at.length;
    this.grid.setAttribute("aria-rowcount", this.at.length + 1);
  }

  // Write the rows in sight into as many lines of the page's table.
  paint() {
    if (!this.table) return;
    const { scrollTop, clientHeight } = this.scroller;
    const most = this.at.length;
    const first = Math.max(0, Math.min(Math.floor(scrollTop / ROW) - BEYOND, most - 1));
    const last = Math.min(most, first + Math.ceil(clientHeight / ROW) + 2 * BEYOND);
    this.above.style.height = `${first * ROW}px`;
    this.below.style.height = `${(most - last) * ROW}px`;
    while (this.body.rows.length > last - first) this.body.deleteRow(-1);
    while (this.body.rows.length < last - first) this.line();
    for (let i = first; i < last; i++) this.write(this.body.rows[i - first], i);
  }

  line() {
    const line = this.body.insertRow();
    for (const column of this.table.columns) part(line, "td", typeOf(column));
  }

  write(line, i) {
    const { columns, rows, marked } = this.table;
    const row = this.at[i];
    line.setAttribute("aria-rowindex", i + 2);
    line.classList.toggle("chosen", Boolean(marked) && this.store.selection.has(row));
    line.classList.toggle("pointed", Boolean(marked) && this.store.hover === row);
    columns.forEach((column, k) => say(line.cells[k], rows[row][k], column));
  }

  // Rows as particles: by the pointer's height, since lines are written anew while it rests.
  pointing() {
    this.pointed = true;
    const { scroller, store } = this;
    const under = ({ clientY }) => {
      const y = clientY - scroller.getBoundingClientRect().top - this.head.offsetHeight;
      return y < 0 ? null : this.at[Math.floor((y + scroller.scrollTop) / ROW)] ?? null;
    };
    this.body.addEventListener("pointermove", (event) => store.point(under(event)));
    this.body.addEventListener("pointerleave", () => store.point(null));
    this.body.addEventListener("click", (event) => under(event) !== null && store.pick(under(event), event));
    scroller.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (event.target !== this.scroller) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const { store, scroller } = this;
    if (step && this.at.length) {
      const i = Math.max(0, Math.min(this.at.indexOf(store.hover) + step, this.at.length - 1));
      const room = scroller.clientHeight - this.head.offsetHeight - ROW;
      scroller.scrollTop = Math.max(i * ROW - room, Math.min(scroller.scrollTop, i * ROW));
      store.point(this.at[i]);
    } else if (event.key === "Enter" && store.hover !== null) store.pick(store.hover, null);
    else return;
    event.preventDefault();
  }

  destroy() {
    this.sizes.disconnect();
  }
}

// Smaller first for way 1, larger first for −1; what is not a number comes last either way.
function compare(a, b, way) {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b);
  return way * ((a > b) - (a < b));
}

function widthOf(column) {
  return typeOf(column) === "text" ? 18 : Math.max(9, column.length + 4);
}

function say(cell, value, column) {
  const type = typeOf(column);
  const never = column === "became" && Number.isNaN(value);
  const text = never ? "never" : type === "number" ? readable(value) : String(value);
  if (cell.dataset.value === text) return;
  cell.dataset.value = text;
  cell.textContent = text;
  const kind = type === "text" && KINDS.find(({ name }) => name === text);
  if (!kind) return;
  const mark = Object.assign(document.createElement("b"), { textContent: `${kind.mark} ` });
  mark.style.color = kind.colour;
  cell.prepend(mark);
}
