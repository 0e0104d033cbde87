// One batch in slow motion, as a source: a frame for each of its parts, computed by the server
// (orgnet_views/slow_motion.py); and what each part did, in one sentence.

import { ask, whole } from "./answers.js";
import { endpoint } from "./endpoints.js";
import { countOf, formatCount, formatNumber, formatPower } from "./format.js";
import { serverSource } from "./source.js";
import { storeOf } from "./store.js";
import { decodeFrames } from "./wire.js";

/** @import { Frame, Source, Stop } from "./contracts.js" */

const EPSILON = `ε = ${formatPower(-5)}`;
const ONE_BATCH = { error: "This is one batch; the run is shown in the views above." };

/**
 * The store of the batch that follows a recorded step; it begins before the batch.
 * @param {string} run its id
 * @param {number} step
 */
export function storeOfBatch(run, step) {
  const store = storeOf(`${run}/batches/${step}`, batchSource(run, step));
  store.hasAddress = false;
  store.position ??= 0;
  return store;
}

/** @param {string} run @param {number} step @returns {Source} */
function batchSource(run, step) {
  return {
    ...serverSource(run),
    async fetchFrames() {
      const answer = await ask(endpoint(`runs/${run}/batches/${step}`));
      return decodeFrames(await whole(answer.arrayBuffer()));
    },
    fetchTrajectories: async () => ONE_BATCH,
    fetchParticle: async () => ONE_BATCH,
  };
}

/**
 * What was done last, in few words.
 * @param {Stop} stop
 */
export function nameOf({ part, steps: [first, last] }) {
  if (part === null) return "Before";
  if (part === "replication") return first === last ? `SR ${last}` : `SR ${first}–${last}`;
  return { entry: "Entry", task: "Task", aim: "Task", constraint: "Constraint" }[part];
}

/**
 * What it did to the particles.
 * @param {Frame} frame
 * @param {Frame | undefined} before the frame of the part before it
 */
export function sentenceOf(frame, before) {
  const { stop } = frame;
  if (!stop) return "";
  const over = `${formatCount(stop.left)} ${stop.left === 1 ? "is" : "are"} over it`;
  if (stop.part === null || !before?.stop) {
    const under = formatCount(frame.kinds.reduce((all, count) => all + count, 0) - stop.left);
    return `Before the batch: the replication error of ${under} particles is under ${EPSILON}, ${over}.${lossOf(frame)}`;
  }
  if (stop.part === "aim") return "Task step: it says what the task weights are to be; no particle has moved yet.";
  const changes = `${counted(stop)}; ${largest(before.stop.largest, stop.largest)}; ${over}.`;
  return `${leadOf(stop)}: ${changes}${stop.part === "task" || stop.part === "constraint" ? lossOf(frame, before) : ""}`;
}

/** @param {Stop} stop */
function leadOf({ part, steps: [first, last], of }) {
  if (part === "replication") {
    return `SR step${first === last ? "" : `s ${formatCount(first)} to`} ${formatCount(last)} of ${formatCount(of)}`;
  }
  if (part === "task") return "Task step";
  if (part === "entry") return "The constrained phase begins, every particle is made a self-replicator";
  return "Constraint, the smallest change that makes every particle a self-replicator";
}

/** Who came first: those that came under ε, or, at a task step, those that it pushed over. @param {Stop} stop */
function counted({ part, came, pushed }) {
  const under = `${countOf(came, "particle")} came under ε`;
  if (part !== "task") return `${under}, ${formatCount(pushed)} went over it`;
  return `${countOf(pushed, "particle")} ${pushed === 1 ? "was" : "were"} pushed over ε, ${formatCount(came)} came under it`;
}

/** @param {number | null} before @param {number | null} after */
function largest(before, after) {
  const [from, to] = [formatNumber(before), formatNumber(after)];
  if (from === to) return `the largest error is still ${to}`;
  return `the largest error ${(after ?? Infinity) < (before ?? Infinity) ? "fell" : "rose"} from ${from} to ${to}`;
}

/** The task loss of the batch, where it has one. @param {Frame} frame @param {Frame} [before] */
function lossOf({ train_loss: loss }, before) {
  if (loss === null) return "";
  const earlier = before?.train_loss ?? null;
  if (earlier === null) return ` Task loss on this batch: ${formatNumber(loss)}.`;
  return ` Task loss on this batch: ${formatNumber(earlier)} before, ${formatNumber(loss)} after.`;
}

/**
 * Where the batch stands, and what it began with.
 * @param {Frame} frame
 */
export function noteOf({ step, stop }) {
  if (!stop) return "";
  const place = stop.beyond ? "the schedule ends here; this is the batch that would follow" : "this is the run's next batch";
  const different = stop.beyond ? "" : ", and the run's own batch was a little different";
  const begun = stop.momenta ? "Momenta are the run's own." : `Momenta start at 0, as only the weights were recorded${different}.`;
  return `After step ${formatCount(step)}: ${place}. ${begun} The run itself is unchanged.`;
}
