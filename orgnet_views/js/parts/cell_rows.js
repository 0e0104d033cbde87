// The cells of one layer as rows: what each sums up, whole and after a cut, as bars. Pointing at a row
// follows its cell back, a click keeps it so.

import { addElement, setAttribute, write } from "../draw/dom.js";
import { paintPixels } from "../draw/pixel_picture.js";
import { LINES, RAMPS } from "../draw/theme.js";

/** @import { Scale } from "../draw/measures.js" */

/** @typedef {{ value: number, text: string }} Amount value: of the bar, a share from −1 or 0 to 1 */
/** @typedef {{ point: (cell: number | null) => void, keep: (cell: number) => void }} Listener */

const BY_SIGN = [RAMPS.sign[0], RAMPS.sign[RAMPS.sign.length - 1]];
const WHOLE_AND_CUT = [LINES.training, LINES.test];

export class CellRows {
  /**
   * @param {HTMLElement} parent
   * @param {string} title
   * @param {string[]} names of the cells
   * @param {{ isSigned: boolean, listener: Listener }} how isSigned: bars go both ways from the middle
   */
  constructor(parent, title, names, { isSigned, listener }) {
    this.isSigned = isSigned;
    const group = addElement(parent, "div", "cells");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", title);
    addElement(group, "h4").textContent = title;
    group.style.setProperty("--name", `${Math.max(...names.map(({ length }) => length))}ch`);
    this.rows = names.map((name, cell) => addRow(group, name, cell, listener));
    this.rows.forEach(({ button }, cell) => { button.tabIndex = cell ? -1 : 0; });
    group.addEventListener("keydown", (event) => this.onKey(event));
  }

  /**
   * @param {Amount[]} whole
   * @param {Amount[] | null} after the cut
   * @param {{ kept: number | null, best: number | null }} marked the row that is kept, and the one that wins
   */
  draw(whole, after, { kept, best }) {
    this.rows.forEach(({ button, bars, said }, cell) => {
      const amounts = after ? [whole[cell], after[cell]] : [whole[cell]];
      while (bars.children.length > amounts.length) bars.lastChild?.remove();
      while (bars.children.length < amounts.length) addElement(bars, "i");
      amounts.forEach(({ value }, i) =>
        setAttribute(bars.children[i], "style", this.styleOf(value, i + 2 - amounts.length, amounts.length)));
      write(said, (after ?? whole)[cell].text);
      button.title = after ? `whole ${amounts[0].text}, after the cut ${amounts[1].text}` : "";
      setAttribute(button, "aria-pressed", String(cell === kept));
      button.classList.toggle("best", cell === best);
    });
  }

  /**
   * What each cell's particles carry to it, beside its name.
   * @param {ArrayLike<number>} carried cell by cell, as a picture
   * @param {number} columns of one
   * @param {Scale} scale
   */
  drawPictures(carried, columns, { colour }) {
    const values = Array.from(carried);
    const size = values.length / this.rows.length;
    this.rows.forEach(({ picture }, cell) => {
      picture.hidden = false;
      paintPixels(picture, values.slice(cell * size, (cell + 1) * size), columns, colour);
    });
  }

  /**
   * Of a bar.
   * @param {number} value @param {number} which 0 whole, 1 the shown one @param {number} of
   */
  styleOf(value, which, of) {
    const share = Math.min(1, Math.abs(value)) || 0;
    const left = this.isSigned ? 50 * (1 - (value < 0 ? share : 0)) : 0;
    const colour = this.isSigned ? BY_SIGN[Number(value >= 0)] : WHOLE_AND_CUT[which];
    return `left:${left}%;width:${(this.isSigned ? 50 : 100) * share}%;height:${100 / of}%;background:${colour}`;
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const move = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const at = this.rows.findIndex(({ button }) => button === document.activeElement);
    if (!move || at < 0) return;
    const { button } = this.rows[(at + move + this.rows.length) % this.rows.length];
    for (const row of this.rows) row.button.tabIndex = row.button === button ? 0 : -1;
    button.focus();
    event.preventDefault();
  }
}

/** @param {HTMLElement} group @param {string} name @param {number} cell @param {Listener} listener */
function addRow(group, name, cell, { point, keep }) {
  const button = addElement(group, "button", "cell");
  button.type = "button";
  addElement(button, "b").textContent = name;
  button.append(" "); // between the words of its name to a screen reader
  const picture = addElement(button, "canvas");
  picture.hidden = true;
  const bars = addElement(button, "span", "bars");
  const said = addElement(button, "span", "amount");
  for (const event of ["pointerenter", "focus"]) button.addEventListener(event, () => point(cell));
  for (const event of ["pointerleave", "blur"]) button.addEventListener(event, () => point(null));
  button.addEventListener("click", () => keep(cell));
  return { button, picture, bars, said };
}
