// Who is this particle? A note beside the pointer says it, a card after a click offers to look
// inside.

import { describeContribution } from "../core/contribution.js";
import { formatNumber } from "../core/format.js";
import { KINDS, SELF_REPLICATOR } from "../core/kinds.js";
import { describePosition } from "../core/position.js";
import { addButton, addElement } from "../draw/dom.js";

/** @import { Frame, Organism, Server, Store } from "../core/contracts.js" */
/** @import { Picked } from "../core/store.js" */

export class Note {
  /**
   * @param {HTMLElement} element the board's
   * @param {{ store: Store, organism: Organism, openParticle: Server["openParticle"] }} shared
   */
  constructor(element, { store, organism, openParticle }) {
    this.element = element;
    this.store = store;
    this.organism = organism;
    this.openParticle = openParticle;
    this.tip = addElement(element, "div", "tip");
    this.card = addElement(element, "div", "card");
    this.tip.hidden = this.card.hidden = true;
    /** @type {MouseEvent | null} */
    this.pointer = null;
    this.listening = new AbortController();
    const { signal } = this.listening;
    element.addEventListener("pointermove", (event) => { this.pointer = event; }, { signal });
    window.addEventListener("keydown", (event) => event.key === "Escape" && store.putAway(), { signal });
    window.addEventListener("pointerdown", (event) => this.onPress(event), { signal, capture: true });
  }

  /** @param {PointerEvent} event */
  onPress(event) {
    const onCard = this.card.contains(/** @type {Node} */ (event.target));
    if (!this.card.hidden && !onCard) this.store.putAway();
  }

  /** @param {Frame} frame */
  draw(frame) {
    const { tip, store } = this;
    tip.hidden = store.hover === null || !this.isAttended();
    if (store.hover === null || tip.hidden) return;
    tip.replaceChildren();
    for (const line of linesOf(frame, store.hover, this.organism)) addElement(tip, "div").textContent = line;
    this.place(tip, this.pointer, 14, 14);
  }

  // Offer to look inside the particle that was picked, beside it.
  offer() {
    const { card, openParticle, store: { picked } } = this;
    card.hidden = !picked || !openParticle || !this.isHere(picked);
    if (!picked || !openParticle || card.hidden) return;
    const particle = picked.mark * this.organism.every;
    card.replaceChildren();
    addButton(card, `Look inside particle ${particle}`, () => {
      this.store.putAway();
      openParticle(particle);
    }, { className: "look" });
    this.place(card, picked.event ?? this.pointer, 10, -40);
  }

  /** @param {Picked} picked */
  isHere({ event }) {
    if (!event) return this.isAttended();
    return this.element.contains(/** @type {Node} */ (event.target)) || this.isBelow(event);
  }

  /**
   * Whether a click that Plotly caught on its own cover was above this board.
   * @param {MouseEvent} event
   */
  isBelow({ clientX, clientY }) {
    const box = this.element.getBoundingClientRect();
    return clientX > box.left && clientX < box.right && clientY > box.top && clientY < box.bottom;
  }

  // Whether it is this board that the visitor points at, or has the keyboard's focus in.
  isAttended() {
    const pointed = document.querySelector(".orgnet:hover");
    return pointed ? pointed === this.element : this.element.contains(document.activeElement);
  }

  /**
   * @param {HTMLElement} note
   * @param {MouseEvent | null} event
   * @param {number} right pixels from the event
   * @param {number} down
   */
  place(note, event, right, down) {
    const box = this.element.getBoundingClientRect();
    const x = (event?.clientX ?? box.left) - box.left;
    const y = (event?.clientY ?? box.top) - box.top;
    const width = note.offsetWidth;
    note.style.left = `${x + width + right + 6 > box.width ? Math.max(0, x - width - right) : x + right}px`;
    note.style.top = `${y + down}px`;
  }

  destroy() {
    this.listening.abort();
  }
}

/** @param {Frame} frame @param {number} mark @param {Organism} organism */
function linesOf(frame, mark, organism) {
  const kind = frame.kind[mark];
  const particle = mark * organism.every;
  const since = kind === SELF_REPLICATOR ? ` since epoch ${formatNumber(frame.became[mark])}` : "";
  const which = [
    `particle ${particle} · ${describePosition(particle, organism)}`,
    `${KINDS[kind].mark} ${KINDS[kind].name}${since}`,
  ];
  const { replication_error: error, replication_loss: loss, task_contribution: contribution, weight, gradient } = frame;
  if (error) which.push(`replication error ${formatNumber(error[mark])}`); // those of a light page lack some
  if (loss) which.push(`replication loss ${formatNumber(loss[mark])}`);
  if (contribution) which.push(`task contribution ${describeContribution(frame, mark)}`);
  if (weight) which.push(`task weight ${formatNumber(weight[mark])}${gradient ? `, gradient ${formatNumber(gradient[mark])}` : ""}`);
  return which;
}
