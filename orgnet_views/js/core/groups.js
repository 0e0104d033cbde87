// Named groups of particles: one choice selects them in every view.

const TOP = 20;

// [name, (frame, organism) → marks] of every group this organism has; marks are every k-th particle.
export function groupsOf({ layers, every, dark }) {
  const groups = [
    ["self-replicators", (frame) => where(frame, (p) => frame.kind[p] === 0)],
    ["all but self-replicators", (frame) => where(frame, (p) => frame.kind[p] !== 0)],
    [`top ${TOP} by task contribution`, (frame) => top(frame.task_contribution)],
    [`top ${TOP} by weight`, (frame) => top(frame.weight.map(Math.abs))],
  ];
  let first = 0;
  layers.forEach(([cells, edges], layer) => {
    const [from, to] = [first, (first += cells * edges)];
    groups.push([`layer ${layer + 1}`, (frame) => where(frame, (p) => p * every >= from && p * every < to)]);
  });
  if (dark.length) {
    const [cells, edges] = layers[0];
    const pixels = new Set(dark);
    groups.push(["dark pixels", (frame) =>
      where(frame, (p) => p * every < cells * edges && pixels.has((p * every) % edges))]);
  }
  return groups;
}

// At most so many of them, evenly chosen: what can be drawn at every step, and told apart.
export function thinned(marks, most) {
  const every = Math.ceil(marks.length / most);
  return every > 1 ? marks.filter((_, i) => i % every === 0) : marks;
}

function where(frame, test) {
  return Array.from(frame.kind.keys()).filter(test);
}

function top(values) {
  return Array.from(values.keys()).sort((a, b) => values[b] - values[a]).slice(0, TOP);
}

// Is the point inside the polygon [[x, y], …]? Counts the edges that a ray to the right crosses.
export function inside(x, y, polygon) {
  let within = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [[xi, yi], [xj, yj]] = [polygon[i], polygon[j]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) within = !within;
  }
  return within;
}
