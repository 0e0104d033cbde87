// What every view on a canvas needs: a drawing surface of the right size, and the pointer.

import { inside } from "./groups.js";

const STILL = 4; // pixels that a pointer may move while it clicks

let standIn = null; // where views draw instead of on their canvas

// Let `draw` draw on another context than its canvas': a saved picture's.
export function drawOn(context, draw) {
  standIn = context;
  try {
    draw();
  } finally {
    standIn = null;
  }
}

// Size a canvas to its box in device pixels, cleared, with CSS pixels as its unit.
export function fit(canvas) {
  if (standIn) return standIn;
  const { clientWidth, clientHeight } = canvas;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = clientWidth * ratio;
  canvas.height = clientHeight * ratio;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  return context;
}

// Pointing at a mark shows its note everywhere, clicking picks it; with the box or the lasso,
// dragging selects what lies inside, with Shift in addition. `under(event)` is the mark below the
// pointer, or null; `within(holds)` lists the marks for which `holds(x, y)`, in CSS pixels of the
// surface. Returns the way out.
export function pointing(surface, store, { under, within }) {
  const outline = surface.parentElement.appendChild(polygonOverlay());
  let drag = null; // the points passed since the button went down

  const at = (event) => {
    const box = surface.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const hover = (event) => drag || store.point(under(event));
  const leave = () => store.point(null);

  function press(event) {
    if (event.button) return;
    drag = [at(event)];
    // On the window: while a button is down, Plotly covers the page with an element of its own.
    window.addEventListener("pointermove", extend, true);
    window.addEventListener("pointerup", release, true);
    window.addEventListener("pointercancel", end, true);
  }

  function extend(event) {
    drag.push(at(event));
    if (store.tool !== "click") outline.show(shape());
  }

  function shape() {
    if (store.tool === "lasso") return drag;
    const [[x, y], [toX, toY]] = [drag[0], drag.at(-1)];
    return [[x, y], [toX, y], [toX, toY], [x, toY]];
  }

  function release(event) {
    const [still, polygon] = [drag.every(([x, y]) => Math.hypot(x - drag[0][0], y - drag[0][1]) < STILL), shape()];
    end();
    if (still) {
      const mark = under(event);
      if (mark !== null) store.pick(mark, event);
    } else if (store.tool !== "click") {
      const caught = within((px, py) => inside(px, py, polygon));
      store.select(event.shiftKey ? [...store.selection, ...caught] : caught);
    }
  }

  function end() {
    drag = null;
    outline.show([]);
    window.removeEventListener("pointermove", extend, true);
    window.removeEventListener("pointerup", release, true);
    window.removeEventListener("pointercancel", end, true);
  }

  surface.addEventListener("pointermove", hover);
  surface.addEventListener("pointerleave", leave);
  surface.addEventListener("pointerdown", press, true);
  return end;
}

function polygonOverlay() {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "over outline");
  const polygon = svg.appendChild(document.createElementNS(space, "polygon"));
  svg.show = (points) => polygon.setAttribute("points", points.map((point) => point.join()).join(" "));
  return svg;
}

// The mark closest to the pointer, none if all are farther than `reach` pixels; `position(mark)`
// is [x, y] on the surface.
export function nearest(event, surface, count, position, reach) {
  const box = surface.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  let [best, least] = [null, reach ** 2];
  for (let mark = 0; mark < count; mark++) {
    const [px, py] = position(mark);
    const far = (px - x) ** 2 + (py - y) ** 2;
    if (far < least) [best, least] = [mark, far];
  }
  return best;
}
