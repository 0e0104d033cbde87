// Pieces of the page that views are made of.

/**
 * A new element at the end of `parent`.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Element} parent
 * @param {Tag} tag
 * @param {string} [className]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function addElement(parent, tag, className = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  parent.append(element);
  return element;
}

/**
 * Have an element say something. Where it says it, nothing is done, and else its text is changed, not made
 * anew: after each node that comes or goes, browsers match all rules with :has() again.
 * @param {Element} element
 * @param {string} text
 */
export function write(element, text) {
  const { firstChild, lastChild } = element;
  if (!(firstChild instanceof Text) || firstChild !== lastChild) element.textContent = text;
  else if (firstChild.data !== text) firstChild.data = text;
}

/**
 * @param {Element} element
 * @param {string} name of an attribute
 * @param {string} value
 */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * @param {Element} parent
 * @param {string} text
 * @param {() => void} onClick
 * @param {{ title?: string, className?: string }} [more]
 */
export function addButton(parent, text, onClick, more = {}) {
  const button = addElement(parent, "button");
  Object.assign(button, { type: "button", textContent: text, ...more });
  button.addEventListener("click", onClick);
  return button;
}

/**
 * A choice of one; `label` is what a screen reader says.
 * @param {Element} parent
 * @param {string} label
 * @param {[value: string, text: string][]} options
 * @param {() => void} [onChange]
 */
export function addSelect(parent, label, options, onChange) {
  const select = addElement(parent, "select");
  select.setAttribute("aria-label", label);
  for (const [value, text] of options) select.add(new Option(text, value));
  if (onChange) select.addEventListener("change", onChange);
  return select;
}

/**
 * The canvas that fills a view.
 * @param {Element} parent
 * @param {string} label what a screen reader says, until there is more to say
 */
export function addCanvas(parent, label) {
  const canvas = addElement(parent, "canvas", "fill");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  return canvas;
}

// Whether the visitor wants nothing to move by itself.
export function wantsCalm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
