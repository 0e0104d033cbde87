// What a class guesses: a bar for each option, with the exact count.

import { addElement } from "../draw/dom.js";

/**
 * In place of what `element` holds.
 * @param {HTMLElement} element
 * @param {string[]} options
 * @param {number[]} votes
 * @param {number | null} [right] the option that was found to hold, once it is told
 */
export function drawGuesses(element, options, votes, right = null) {
  const all = votes.reduce((sum, count) => sum + count, 0);
  element.replaceChildren();
  element.className = "guesses";
  options.forEach((option, number) => {
    const row = addElement(element, "li", number === right ? "right" : "");
    addElement(row, "span", "option").textContent = (number === right ? "✓ " : "") + option;
    const bar = addElement(row, "span", "bar");
    bar.style.inlineSize = `${all ? (100 * votes[number]) / all : 0}%`;
    addElement(row, "span", "count").textContent = countInWords(votes[number], all);
  });
}

/** @param {number} count @param {number} all */
export function countInWords(count, all) {
  return all ? `${count} (${Math.round((100 * count) / all)} %)` : `${count}`;
}
