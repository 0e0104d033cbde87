// Particles in numbers: a line for each particle of the step that is shown.

import { Sheet } from "./sheet.js";
import { KINDS } from "./theme.js";

export function create(element, { store, organism }) {
  const sheet = new Sheet(element, store, (given) => particles("particles", given, organism));
  return {
    draw: (given) => sheet.draw(given),
    numbers: (given) => sheet.shown(given),
    wants: ["frames", "position", "selection", "hover"],
    destroy: () => sheet.destroy(),
  };
}

// The table of a view that shows particles: row i is the i-th mark. `cut`: the marks struck out.
export function particles(name, { frame, selection }, { layers, every }, cut) {
  const measured = Object.keys(frame).filter((key) => ArrayBuffer.isView(frame[key]) && key !== "kind");
  const columns = ["particle", "layer", "cell", "edge", "kind", ...measured, "selected"];
  const rows = Array.from(frame.kind, (kind, mark) => [
    mark * every, ...placeOf(mark * every, layers), KINDS[kind].name,
    ...measured.map((key) => frame[key][mark]), Number(selection.has(mark)),
  ]);
  if (cut?.size) {
    columns.push("cut");
    rows.forEach((row, mark) => row.push(Number(cut.has(mark))));
  }
  return { name, columns, rows, wants: ["frames", "position", "selection"], marked: true };
}

// Layer, cell and edge of a particle, all from 1.
export function placeOf(particle, layers) {
  let at = particle;
  let layer = 0;
  while (at >= layers[layer][0] * layers[layer][1]) at -= layers[layer][0] * layers[layer++][1];
  const edges = layers[layer][1];
  return [layer + 1, Math.floor(at / edges) + 1, (at % edges) + 1];
}
