// Two organisms on one timeline: what the store `one` shows, `other` shows as of the same epoch, and
// the other way round; so with what is selected and what is under the pointer.

/** @import { Change, Frame, Store } from "./contracts.js" */

/**
 * Number of the last frame up to that epoch; of the first, if all are later.
 * @param {Frame[]} frames at least one
 * @param {number} epoch
 */
export function frameAt(frames, epoch) {
  return Math.max(0, frames.findLastIndex((frame) => frame.epoch <= epoch));
}

/**
 * Keeps them together, beginning with what `one` shows; returns the way out.
 * @param {Store} one
 * @param {Store} other
 * @param {boolean} alike whether a mark means the same particle in both
 */
export function keepTogether(one, other, alike) {
  let moving = false; // what is carried over is not carried back

  /** @param {Store} from @param {Store} to */
  const carryMoment = (from, to) => {
    if (from.target || !to.frames.length) return;
    const frame = from.position === null ? null : from.frames[from.shown];
    if (frame !== undefined) to.seek(frame && frameAt(to.frames, frame.epoch));
  };

  /** @param {Store} from @param {Store} to @param {Change} what */
  const carry = (from, to, what) => {
    if (moving) return;
    moving = true;
    // Frames that come move nobody, but what they are of may be shown now.
    if (what === "position") carryMoment(from, to);
    if (what === "frames") carryMoment(one, other);
    if (what === "tool") to.setTool(from.tool);
    if (alike && what === "selection") to.select(from.selection);
    if (alike && what === "hover") to.setHover(from.hover);
    moving = false;
  };

  const leaves = [
    one.listen((what) => carry(one, other, what)),
    other.listen((what) => carry(other, one, what)),
  ];
  /** @type {Change[]} */
  const first = ["position", "tool", "selection"];
  for (const what of first) carry(one, other, what);
  return () => { for (const leave of leaves) leave(); };
}
