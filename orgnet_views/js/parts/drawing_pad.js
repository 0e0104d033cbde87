// Paper to draw on, by mouse, finger or keyboard: arrow keys move the pen, Space puts it down and lifts
// it, Delete clears.

import { Ink, SIDE } from "../core/ink.js";
import { pointOf } from "../draw/canvas.js";
import { addElement } from "../draw/dom.js";
import { WAYS } from "../draw/keys.js";
import { paintPixels } from "../draw/pixel_picture.js";
import { RAMPS, shade } from "../draw/theme.js";

/** @import { Point } from "../core/geometry.js" */

const STEPS = 14; // of the keyboard's pen from edge to edge
const STEP = SIDE / STEPS;

export class DrawingPad {
  /**
   * @param {HTMLElement} parent
   * @param {string} noun what is drawn
   * @param {{ drawn: (ink: Ink) => void, say: (sentence: string) => void }} host
   */
  constructor(parent, noun, host) {
    this.host = host;
    this.ink = new Ink();
    this.isShown = true; // the ink; or else a picture
    const place = addElement(parent, "div", "paper");
    this.canvas = addElement(place, "canvas");
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.canvas.setAttribute("aria-label",
      `Paper to draw a ${noun} on. Arrow keys move the pen, Space puts it down and lifts it, Delete clears.`);
    this.hint = addElement(place, "span", "hint");
    this.hint.textContent = `Draw a ${noun} here`;
    this.nib = addElement(place, "i", "nib"); // where the keyboard's pen is, seen while it is used
    /** @type {Point} */
    this.pen = [SIDE / 2, SIDE / 2];
    this.isDown = false; // the keyboard's pen
    /** @type {Point | null} */
    this.last = null; // of a stroke of the pointer's
    this.canvas.addEventListener("pointerdown", (event) => this.press(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, () => { this.last = null; });
    this.canvas.addEventListener("keydown", (event) => this.onKey(event));
    this.paint();
  }

  /**
   * Show a picture in place of the ink, which is gone then.
   * @param {ArrayLike<number>} values from 0 to 1
   * @param {number} columns
   */
  show(values, columns) {
    this.ink.clear();
    this.isShown = this.isDown = false;
    this.hint.hidden = true;
    this.canvas.classList.add("coarse");
    paintPixels(this.canvas, values, columns, (share) => shade(RAMPS.size, share));
  }

  clear() {
    this.ink.clear();
    this.isDown = false;
    this.update();
  }

  paint() {
    this.canvas.classList.remove("coarse");
    this.hint.hidden = !this.ink.isEmpty;
    this.nib.classList.toggle("down", this.isDown);
    [this.nib.style.left, this.nib.style.top] = this.pen.map((at) => `${(100 * at) / SIDE}%`);
    paintPixels(this.canvas, this.ink.bytes, SIDE, (byte) => shade(RAMPS.size, byte / 255));
  }

  update() {
    this.isShown = true;
    this.paint();
    this.host.drawn(this.ink);
  }

  /** @param {Point} from @param {Point} to */
  stroke(from, to) {
    this.ink.line(from, to);
    this.update();
  }

  /** @param {MouseEvent} event @returns {Point} */
  at(event) {
    const [x, y] = pointOf(event, this.canvas);
    return [(x * SIDE) / this.canvas.clientWidth, (y * SIDE) / this.canvas.clientHeight];
  }

  /** @param {PointerEvent} event */
  press(event) {
    if (event.button) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.last = this.at(event);
    this.stroke(this.last, this.last);
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (!this.last) return;
    const to = this.at(event);
    this.stroke(this.last, to);
    this.last = to;
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (WAYS[event.key]) this.step(WAYS[event.key]);
    else if (event.key === " ") this.putDown(!this.isDown);
    else if (event.key === "Delete" || event.key === "Backspace") {
      this.clear();
      this.host.say("The paper is empty.");
    } else return;
    event.preventDefault();
  }

  /** @param {Point} move */
  step(move) {
    const before = this.pen;
    const [x, y] = before.map((at, axis) => Math.min(SIDE - STEP / 2, Math.max(STEP / 2, at + STEP * move[axis])));
    this.pen = [x, y];
    if (this.isDown) this.stroke(before, this.pen);
    else if (this.isShown) this.paint();
    this.sayPlace();
  }

  /** @param {boolean} isDown */
  putDown(isDown) {
    this.isDown = isDown;
    if (isDown) this.stroke(this.pen, this.pen);
    else this.paint();
    this.sayPlace();
  }

  sayPlace() {
    const [column, row] = this.pen.map((at) => Math.floor(at / STEP) + 1);
    this.host.say(`Row ${row}, column ${column} of ${STEPS}, pen ${this.isDown ? "down" : "up"}.`);
  }
}
