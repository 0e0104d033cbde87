// Pieces of the page that views are made of.

// A new element at the end of `parent`.
export function part(parent, tag, className = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  return parent.appendChild(element);
}

// The canvas that fills a view.
export function surface(parent) {
  const canvas = part(parent, "canvas", "fill");
  canvas.setAttribute("role", "img");
  return canvas;
}
