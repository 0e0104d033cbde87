// One animation frame for all boards of a page: what is shown of a run is shown everywhere at once.

/** @type {Set<() => void>} */
const due = new Set();

/**
 * Has `draw` called in the next animation frame, together with all others.
 * @param {() => void} draw
 */
export function drawTogether(draw) {
  if (!due.size) requestAnimationFrame(drawAll);
  due.add(draw);
}

function drawAll() {
  const draws = [...due];
  due.clear();
  for (const draw of draws) {
    try {
      draw();
    } catch (error) {
      reportError(error); // and the others are drawn all the same
    }
  }
}
