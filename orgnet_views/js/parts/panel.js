// A panel: a view's title, what one looks at there, the room for its choices, and its body, in which
// the view draws.

import { addElement } from "../draw/dom.js";
import { isDefinition, writeWithTerms } from "./terms.js";

/**
 * @param {HTMLElement} grid
 * @param {string} name the view's
 * @param {{ title: string, help: string }} texts
 * @param {number} [height] of its body, in pixels; without one board.css gives it
 */
export function addPanel(grid, name, { title, help }, height) {
  const panel = addElement(grid, "section", `panel ${name}`);
  const head = addElement(panel, "header", "head");
  addElement(head, "h3").textContent = title;
  const explanation = addElement(head, "details", "what");
  addElement(explanation, "summary").textContent = "What am I looking at?";
  writeWithTerms(addElement(explanation, "p", "note"), help);
  explanation.addEventListener("focusout", ({ relatedTarget }) => {
    const stays = isDefinition(relatedTarget) || explanation.contains(/** @type {Node | null} */ (relatedTarget));
    if (!stays) explanation.open = false;
  });
  const tools = addElement(head, "span", "tools");
  const body = addElement(panel, "div", "body");
  if (height) body.style.height = `${height}px`;
  const picture = addElement(body, "div", "picture");
  return { panel, tools, body, picture };
}

/**
 * Whether a body is in the page but has no height: then its view could never be seen, nor be missed.
 * @param {DOMRectReadOnly} room
 */
export function isFlat({ width, height }) {
  return width > 0 && height === 0;
}

/**
 * Say in a panel, and to whoever looks for errors, that its view has no height.
 * @param {HTMLElement} panel
 * @param {string} name the view's
 */
export function complainOfHeight(panel, name) {
  complain(panel, `The view “${name}” has no height: export one from its module, or give .orgnet .${name} .body one in board.css.`);
}

/**
 * Say in a panel, and to whoever looks for errors, what is wrong with it.
 * @param {HTMLElement} panel
 * @param {string} sentence
 */
export function complain(panel, sentence) {
  const problem = addElement(panel, "p", "wrong");
  problem.setAttribute("role", "alert");
  problem.textContent = sentence;
  reportError(new Error(sentence));
}
