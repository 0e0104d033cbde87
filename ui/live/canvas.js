// What every view on a canvas needs: a drawing surface of the right size, and the pointer.

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

// Pointing at a mark shows its note everywhere, clicking it selects it; `under(event)` is the mark
// below the pointer, or null.
export function pointing(canvas, store, under) {
  canvas.addEventListener("pointermove", (event) => store.point(under(event)));
  canvas.addEventListener("pointerleave", () => store.point(null));
  canvas.addEventListener("click", (event) => {
    const mark = under(event);
    if (mark !== null) store.toggle(mark);
  });
}
