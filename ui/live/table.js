// The numbers behind the views: one line for each particle of the step that is shown, as CSV.

import { KINDS } from "./theme.js";

const MEASURED = ["replication_error", "replication_loss", "task_contribution", "weight"];

// Layer, cell and edge of a particle, all from 1.
export function placeOf(particle, layers) {
  let at = particle;
  let layer = 0;
  while (at >= layers[layer][0] * layers[layer][1]) at -= layers[layer][0] * layers[layer++][1];
  const edges = layers[layer][1];
  return [layer + 1, Math.floor(at / edges) + 1, (at % edges) + 1];
}

export function csv(frame, selection, { layers, every }) {
  const head = ["particle", "layer", "cell", "edge", "kind", ...MEASURED, "selected"];
  const lines = Array.from(frame.kind, (kind, mark) => [
    mark * every, ...placeOf(mark * every, layers), KINDS[kind].name,
    ...MEASURED.map((name) => frame[name][mark]), Number(selection.has(mark)),
  ]);
  return [head, ...lines].map((line) => line.join(",")).join("\n") + "\n";
}

export function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
