// Terms: words that say what they mean when they are pressed, wherever they stand in the page. Each is a
// link to #glossary-KEY; one popover for all shows the definition beside the word.

import { addElement } from "../draw/dom.js";

/**
 * @typedef {object} Term
 * @property {string} term
 * @property {string} definition
 * @property {string} source
 */

const LINK = 'a[href^="#glossary-"]';
const WRITTEN = /\[([^\]]+)\]\((#glossary-[^)]+)\)/; // a link in a text
const GAP = 6; // pixels between the word and its popover, and to the window's rim
const WIDEST = 340; // pixels

/** @type {Map<string, Term>} */
const known = new Map();
/** @type {HTMLElement | null} */
let popover = null;
/** @type {HTMLElement | null} */
let word = null; // whose definition is shown

/**
 * From now on links to these terms show what they mean.
 * @param {Record<string, Term>} terms
 */
export function learn(terms) {
  for (const [key, term] of Object.entries(terms)) known.set(`#glossary-${key}`, term);
  if (popover) return;
  popover = addElement(document.body, "div", "orgnet-term");
  popover.popover = "auto"; // Escape and a press elsewhere close it
  popover.tabIndex = -1;
  popover.setAttribute("role", "dialog");
  popover.addEventListener("toggle", onToggle);
  document.addEventListener("click", onClick, true);
  document.addEventListener("focusin", onFocus);
  addEventListener("scroll", close, { capture: true, passive: true });
}

/**
 * Write a text in which terms are linked.
 * @param {HTMLElement} element
 * @param {string} text
 */
export function writeWithTerms(element, text) {
  element.replaceChildren();
  const parts = text.split(WRITTEN); // text, word, link, text, …
  parts.forEach((part, i) => {
    if (i % 3 === 0) element.append(part);
    if (i % 3 !== 1) return;
    const link = addElement(element, "a");
    link.href = parts[i + 1];
    link.textContent = part;
  });
}

/** Whether an element belongs to the definition that is shown. @param {EventTarget | null} element */
export function isDefinition(element) {
  return popover !== null && element === popover;
}

/** @param {Event} event */
function termOf({ target }) {
  const link = target instanceof Element ? target.closest(LINK) : null;
  const term = known.get(decodeURIComponent(link?.getAttribute("href") ?? ""));
  return link instanceof HTMLElement && term ? { link, term } : null;
}

/** @param {MouseEvent} event */
function onClick(event) {
  const found = termOf(event);
  if (!found) return;
  event.preventDefault();
  event.stopPropagation();
  open(found.link, found.term);
}

// What the link does, for who hears it.
/** @param {FocusEvent} event */
function onFocus(event) {
  termOf(event)?.link.setAttribute("aria-haspopup", "dialog");
}

/** @param {HTMLElement} link @param {Term} term */
function open(link, { term, definition, source }) {
  const box = /** @type {HTMLElement} */ (popover);
  box.hidePopover();
  word = link;
  box.replaceChildren();
  addElement(box, "b").textContent = term;
  addElement(box, "p").textContent = definition;
  if (source) addElement(box, "small").textContent = source;
  box.setAttribute("aria-label", term);
  dress(box, link);
  box.showPopover();
  place(box, link.getClientRects()[0]);
  box.focus({ preventScroll: true });
}

// It stands at the end of the page, outside of what has the page's colours.
/** @param {HTMLElement} box @param {HTMLElement} link */
function dress(box, link) {
  const { color, fontFamily } = getComputedStyle(link);
  /** @type {Element | null} */
  let ground = link;
  while (ground && /^rgba\(.*, 0\)$|^transparent$/.test(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
  Object.assign(box.style, {
    position: "fixed", inset: "auto", margin: "0", padding: "10px 14px", boxSizing: "border-box", lineHeight: "1.45",
    width: `min(${WIDEST}px, 100vw - ${2 * GAP}px)`, fontSize: "14px", fontFamily, color, border: `1px solid ${color}`,
    borderRadius: "8px", background: ground ? getComputedStyle(ground).backgroundColor : "Canvas",
    boxShadow: "0 6px 24px rgb(0 0 0 / 25%)",
  });
}

/** @param {HTMLElement} box @param {DOMRect} at the word */
function place(box, at) {
  const { offsetWidth, offsetHeight } = box;
  const below = at.bottom + GAP;
  const top = below + offsetHeight > innerHeight ? Math.max(GAP, at.top - GAP - offsetHeight) : below;
  const left = Math.max(GAP, Math.min(at.left, innerWidth - offsetWidth - GAP));
  Object.assign(box.style, { left: `${left}px`, top: `${top}px` });
}

function close() {
  popover?.hidePopover();
}

/** Who closed it by the keyboard is back at the word. @param {ToggleEvent} event */
function onToggle({ newState }) {
  if (newState !== "closed" || !word) return;
  const { activeElement } = document;
  if (activeElement === document.body || activeElement === popover) word.focus({ preventScroll: true });
  word = null;
}
