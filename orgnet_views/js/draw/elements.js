// Pieces of the page on a brush, for pictures of views that are made of them: canvases, bars and words, each
// where it stands.

import { rgb } from "./theme.js";

/** @import { Brush, Theme } from "../core/contracts.js" */

/** @typedef {{ left: number, top: number, width: number, height: number }} Place in CSS pixels */

/**
 * What is seen of some elements.
 * @param {Brush} brush
 * @param {Element} frame the brush's own place in the page
 * @param {Iterable<Element>} elements
 * @param {Theme} theme
 */
export function paintElements(brush, frame, elements, theme) {
  const { left, top } = frame.getBoundingClientRect();
  /** @param {DOMRect} rect @returns {Place} */
  const placeOf = (rect) => ({ left: rect.left - left, top: rect.top - top, width: rect.width, height: rect.height });
  for (const element of elements) {
    if (!element.checkVisibility()) continue;
    const place = placeOf(element.getBoundingClientRect());
    if (element instanceof HTMLCanvasElement) paintCanvas(brush, element, place);
    else paintGround(brush, element, place);
    if (element instanceof HTMLInputElement) paintWords(brush, element.value, place, element, theme);
    for (const node of element.childNodes) {
      if (node instanceof Text) for (const { text, rect } of linesOf(node)) paintWords(brush, text, placeOf(rect), element, theme);
    }
  }
}

/** @param {Brush} brush @param {HTMLCanvasElement} canvas @param {Place} place */
function paintCanvas(brush, canvas, { left, top, width, height }) {
  brush.imageSmoothingEnabled = getComputedStyle(canvas).imageRendering !== "pixelated";
  brush.drawImage(canvas, left, top, width, height);
}

/** @param {Brush} brush @param {Element} element @param {Place} place */
function paintGround(brush, element, { left, top, width, height }) {
  const { backgroundColor } = getComputedStyle(element);
  if (!width || backgroundColor.startsWith("rgba")) return; // nothing, or a shade of what is pointed at
  brush.fillStyle = backgroundColor;
  brush.fillRect(left, top, width, height);
}

/** @param {Brush} brush @param {string} text @param {Place} place @param {Element} element @param {Theme} theme */
function paintWords(brush, text, { left, top, height }, element, theme) {
  const { color, fontSize } = getComputedStyle(element);
  const size = parseFloat(fontSize);
  brush.font = `${size}px ${theme.font}`;
  brush.fillStyle = `rgb(${rgb(color).slice(0, 3).join()})`;
  brush.textAlign = "left";
  brush.fillText(text, left, top + (height + 0.72 * size) / 2);
}

/**
 * The lines that a text is broken into.
 * @param {Text} node
 * @returns {{ text: string, rect: DOMRect }[]}
 */
function linesOf(node) {
  const range = document.createRange();
  /** @type {{ text: string, rect: DOMRect }[]} */
  const lines = [];
  for (const { 0: word, index } of node.data.matchAll(/\S+\s*/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.trimEnd().length);
    const rect = range.getBoundingClientRect();
    const line = lines.at(-1);
    if (line && Math.abs(line.rect.top - rect.top) < 2) line.text += word;
    else lines.push({ text: word, rect });
  }
  return lines;
}
