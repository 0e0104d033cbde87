// A drawing made a picture of a task's set, by what its pictures went through themselves
// (orgnet_core/tasks/preparation.py).

import { resized } from "./shrinking.js";

/** @import { Organism, Preparation } from "./contracts.js" */
/** @import { Picture } from "./shrinking.js" */

/**
 * What the organism reads of a drawing, pixel by pixel of its grid, from 0 to 255; in each channel
 * the same.
 * @param {Picture} drawing
 * @param {Pick<Organism, "grid" | "channels" | "preparation">} organism one that reads a picture
 */
export function prepared(drawing, { grid, channels, preparation }) {
  const [rows, across] = /** @type {[number, number]} */ (grid);
  const columns = across / Math.max(1, channels.length);
  const { bytes } = preparation
    ? middle(asInTheSet(drawing, preparation), rows, columns)
    : resized(drawing, rows, columns, "bilinear");
  return Uint8Array.from({ length: rows * across }, (_, i) =>
    bytes[Math.floor(i / across) * columns + ((i % across) % columns)]);
}

/** @param {Picture} drawing @param {Preparation} preparation @returns {Picture} */
function asInTheSet(drawing, preparation) {
  const { field, side, centre, shrinking } = preparation;
  const fitted = fit(drawing, preparation);
  const [row, column] = centre === "mass" ? centreOfMass(fitted) : [(fitted.rows - 1) / 2, (fitted.columns - 1) / 2];
  const to = centre === "mass" ? field / 2 : (field - 1) / 2; // MNIST's centres are within half a pixel of 14
  const moved = part(fitted, -Math.round(to - row), -Math.round(to - column), field, field);
  return resized(moved, side, side, shrinking);
}

/**
 * As large as the box lets it be.
 * @param {Picture} drawing
 * @param {Preparation} preparation
 * @returns {Picture}
 */
function fit(drawing, { box: [most, widest], stretch }) {
  const [top, bottom] = ends(drawing.rows, (row, i) => drawing.bytes[row * drawing.columns + i], drawing.columns);
  const [left, right] = ends(drawing.columns, (column, i) => drawing.bytes[i * drawing.columns + column], drawing.rows);
  const ink = part(drawing, top, left, bottom - top, right - left);
  const scale = Math.min(most / ink.rows, widest / ink.columns);
  /** @param {number} length @param {number} room */
  const grown = (length, room) => Math.max(1, Math.round(Math.min(room, length * scale * stretch)));
  return resized(ink, grown(ink.rows, most), grown(ink.columns, widest), "bilinear");
}

/**
 * The first line with ink, and the one behind the last; of no ink, all.
 * @param {number} lines
 * @param {(line: number, i: number) => number} byte
 * @param {number} length of a line
 */
function ends(lines, byte, length) {
  const inked = Array.from({ length: lines }, (_, line) => {
    for (let i = 0; i < length; i++) if (byte(line, i)) return true;
    return false;
  });
  const first = inked.indexOf(true);
  return first < 0 ? [0, lines] : [first, inked.lastIndexOf(true) + 1];
}

/**
 * Its row and column, from 0; of no ink, the middle.
 * @param {Picture} picture
 */
function centreOfMass({ bytes, rows, columns }) {
  let [total, down, right] = [0, 0, 0];
  bytes.forEach((byte, i) => {
    total += byte;
    down += byte * Math.floor(i / columns);
    right += byte * (i % columns);
  });
  return total ? [down / total, right / total] : [rows / 2, columns / 2];
}

/**
 * The middle, as orgnet_core/tasks/labelled.py crops it.
 * @param {Picture} picture
 * @param {number} rows
 * @param {number} columns
 */
function middle(picture, rows, columns) {
  return part(picture, Math.floor((picture.rows - rows) / 2), Math.floor((picture.columns - columns) / 2), rows, columns);
}

/**
 * A part of a picture, and nothing where it has none.
 * @param {Picture} picture
 * @param {number} top
 * @param {number} left
 * @param {number} rows
 * @param {number} columns
 * @returns {Picture}
 */
function part(picture, top, left, rows, columns) {
  const bytes = Uint8Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [top + Math.floor(i / columns), left + (i % columns)];
    const isInside = row >= 0 && row < picture.rows && column >= 0 && column < picture.columns;
    return isInside ? picture.bytes[row * picture.columns + column] : 0;
  });
  return { bytes, rows, columns };
}
