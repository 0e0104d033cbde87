// Tables that several views share: particles of the shown step, and the run step by step.

import { COUNTS } from "./columns.js";
import { KINDS } from "./kinds.js";
import { positionOf } from "./position.js";

/** @import { ArrayName, Frame, Given, Organism, Table } from "./contracts.js" */

/** @type {("train_loss" | "task_loss" | "train_metric" | "metric" | "metric_without_replicators")[]} */
const SCALARS = ["train_loss", "task_loss", "train_metric", "metric", "metric_without_replicators"];
const BANDS = [5, 25, 50, 75, 95].map((percent) => `replication_loss_${percent}`); // quantiles, in %

/**
 * A row for each mark of the shown step. `cut`: the marks struck out.
 * @param {string} name
 * @param {Pick<Given, "frame" | "selection">} given
 * @param {Pick<Organism, "layers" | "every">} organism
 * @param {Set<number>} [cut]
 * @returns {Table}
 */
export function particleTable(name, { frame, selection }, { layers, every }, cut) {
  const measured = arraysOf(frame);
  const columns = ["particle", "layer", "cell", "edge", "kind", ...measured, "selected"];
  const rows = Array.from(frame.kind, (kind, mark) => [
    mark * every, ...positionOf(mark * every, layers), KINDS[kind].name,
    ...measured.map((key) => frame[key][mark]), Number(selection.has(mark)),
  ]);
  if (cut?.size) {
    columns.push("cut");
    rows.forEach((row, mark) => row.push(Number(cut.has(mark))));
  }
  return { name, columns, rows, wants: ["frames", "position", "selection"], marked: true };
}

/** @param {Frame} frame */
function arraysOf(frame) {
  const names = /** @type {(keyof Frame)[]} */ (Object.keys(frame));
  const measured = names.filter((name) => ArrayBuffer.isView(frame[name]) && name !== "kind");
  return /** @type {ArrayName[]} */ (measured);
}

/**
 * A row for each recorded step. `pinned`: marks whose replication loss makes one more column each.
 * @param {string} name
 * @param {Frame[]} frames
 * @param {number[]} [pinned]
 * @param {number} [every] as in Organism
 * @returns {Table}
 */
export function epochTable(name, frames, pinned = [], every = 1) {
  const losses = pinned.map((mark) => `replication_loss_of_particle_${mark * every}`);
  const columns = ["epoch", "step", ...SCALARS, ...BANDS, ...COUNTS, ...losses];
  const rows = frames.map((frame) => [
    frame.epoch, frame.step, ...[...SCALARS.map((scalar) => frame[scalar]), ...frame.bands].map((value) => value ?? NaN),
    ...frame.kinds, ...pinned.map((mark) => frame.replication_loss[mark]),
  ]);
  return { name, columns, rows, wants: ["frames", "selection"] };
}
