// Under the timeline: where each phase begins, and how it is called.

import { bordersOf, frameOf } from "../core/phases.js";
import { addElement } from "../draw/dom.js";

/** @import { Given } from "../core/contracts.js" */
/** @typedef {{ at: number, room: number, before: boolean }} Place shares of the width; `before`: left of it */

const LEAST = 0.25; // of the width, that the last name needs right of its mark

export class PhaseMarks {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = addElement(element, "div", "phases");
    this.element.hidden = true;
    this.drawn = "";
  }

  /** @param {Given} given */
  draw({ phases, frames }) {
    const borders = bordersOf(phases, frames);
    const last = Math.max(1, frames.length - 1);
    const places = placesOf(borders.map((phase) => frameOf(phase, frames) / last));
    const wanted = JSON.stringify([borders, places]);
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    this.element.replaceChildren();
    this.element.hidden = !borders.length;
    places.forEach(({ at, room, before }, i) => {
      const mark = addElement(this.element, "span", before ? "before" : "");
      const { epoch, words } = borders[i];
      mark.textContent = words;
      mark.title = `From epoch ${epoch} on: ${words}`;
      mark.style.setProperty(before ? "right" : "left", `${100 * (before ? 1 - at : at)}%`);
      mark.style.maxWidth = `${100 * room}%`;
    });
  }
}

/**
 * Where the names of marks at these shares of the width go: right of them, as far as the next; the last one
 * left of its mark where the right is too narrow.
 * @param {number[]} shares ascending
 * @returns {Place[]}
 */
export function placesOf(shares) {
  const places = shares.map((at, i) => ({ at, room: (shares[i + 1] ?? 1) - at, before: false }));
  const [last, other] = [places[places.length - 1], places[places.length - 2]];
  if (!last || last.room >= LEAST) return places;
  const free = last.at - (other?.at ?? 0);
  if (free <= last.room) return places;
  last.before = true;
  last.room = other ? free / 2 : free;
  if (other) other.room = free / 2;
  return places;
}
