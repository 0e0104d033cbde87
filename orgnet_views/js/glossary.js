// The glossary: all terms as a list to search, where a page asks for that; and from then on what each link
// to one of them means.

import { addElement } from "./draw/dom.js";
import { tell } from "./parts/announcer.js";
import { learn } from "./parts/terms.js";

/** @import { Term } from "./parts/terms.js" */

/**
 * @param {HTMLElement} element
 * @param {{ terms: Record<string, Term>, isListed: boolean }} given
 */
export function show(element, { terms, isListed }) {
  learn(terms);
  if (isListed && !element.childElementCount) list(element, terms);
}

export function leave() {}

/** @param {HTMLElement} element @param {Record<string, Term>} terms */
function list(element, terms) {
  const label = addElement(element, "label", "search");
  label.append("Search ");
  const field = addElement(label, "input");
  field.type = "search";
  const count = addElement(element, "p", "said");
  const entries = addElement(element, "dl");
  const shown = Object.entries(terms).map(([key, { term, definition, source }]) => {
    const entry = addElement(entries, "div");
    entry.id = `glossary-${key}`;
    addElement(entry, "dt").textContent = term;
    addElement(entry, "dd").textContent = definition;
    if (source) addElement(entry, "dd", "source").textContent = source;
    return { entry, text: `${term} ${definition}`.toLowerCase() };
  });
  const search = () => {
    const words = field.value.toLowerCase().split(/\s+/);
    for (const { entry, text } of shown) entry.hidden = !words.every((word) => text.includes(word));
    const found = shown.filter(({ entry }) => !entry.hidden).length;
    tell(count, found === shown.length ? `${found} terms` : `${found} of ${shown.length} terms`);
  };
  field.addEventListener("input", search);
  search();
  shown.find(({ entry }) => `#${entry.id}` === location.hash)?.entry.scrollIntoView();
}
