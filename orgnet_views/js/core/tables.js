// The run in numbers: a row for each recorded step, for the views over epochs.

import { COUNTS } from "./columns.js";

const SCALARS = ["train_loss", "task_loss", "train_metric", "metric", "metric_without_replicators"];
const BANDS = [5, 25, 50, 75, 95].map((percent) => `replication_loss_${percent}`); // quantiles, in %

// `particles`: marks whose replication loss makes one more column each.
export function byEpoch(name, frames, particles = [], every = 1) {
  const pinned = particles.map((mark) => `replication_loss_of_particle_${mark * every}`);
  const columns = ["epoch", "step", ...SCALARS, ...BANDS, ...COUNTS, ...pinned];
  const rows = frames.map((frame) => [
    frame.epoch, frame.step, ...[...SCALARS.map((scalar) => frame[scalar]), ...frame.bands].map((value) => value ?? NaN),
    ...frame.kinds, ...particles.map((mark) => frame.replication_loss[mark]),
  ]);
  return { name, columns, rows, wants: ["frames", "selection"] };
}
