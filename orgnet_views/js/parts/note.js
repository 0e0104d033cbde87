// Who is this particle? A note beside the pointer, or the keyboard's cursor, says it; after a click a card
// in the head of the panel, where it covers no mark, offers to look inside.

import { describeContribution } from "../core/contribution.js";
import { formatNumber } from "../core/format.js";
import { KINDS, SELF_REPLICATOR } from "../core/kinds.js";
import { describePosition } from "../core/position.js";
import { addButton, addElement } from "../draw/dom.js";
import { CURSOR } from "../draw/keys.js";

/** @import { Frame, Organism, Server, Store } from "../core/contracts.js" */
/** @import { Picked } from "../core/store.js" */

const ASIDE = 14; // pixels from the pointer to the note
const BELOW = 48; // pixels at the bottom of the window that the timeline may take

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
    this.card = addElement(element, "span", "card");
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
    const isOver = store.hover === null || !this.isAttended();
    if (tip.hidden !== isOver) tip.hidden = isOver;
    if (store.hover === null || isOver) return;
    const lines = linesOf(frame, store.hover, this.organism);
    tip.replaceChildren();
    for (const line of lines) addElement(tip, "div").textContent = line;
    this.place(tip, this.pointer);
    const cursor = this.focused();
    if (!cursor) return;
    cursor.ariaValueNow = String(store.hover * this.organism.every);
    cursor.ariaValueText = [...lines, ...(store.selection.has(store.hover) ? ["selected"] : [])].join(", ");
  }

  // The surface of this board whose cursor the keyboard moves.
  focused() {
    return /** @type {HTMLElement | null} */ (this.element.querySelector(`${CURSOR}:focus-visible`));
  }

  // Offer to look inside the particle that was picked.
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
    this.headBelow(picked.event ?? this.pointer).append(card);
  }

  /**
   * The head of the panel that was clicked, maybe through Plotly's own cover.
   * @param {MouseEvent | null} event
   */
  headBelow(event) {
    const panels = [...this.element.querySelectorAll(".panel")];
    const clicked = panels.find((panel) => event && holds(panel, event)) ?? panels[0];
    return /** @type {Element} */ (clicked.querySelector(".tools")?.parentElement ?? this.element);
  }

  /** @param {Picked} picked */
  isHere({ event }) {
    if (!event) return this.isAttended();
    return this.element.contains(/** @type {Node} */ (event.target)) || holds(this.element, event);
  }

  // Whether it is this board that the visitor has the keyboard's cursor in, or points at.
  isAttended() {
    if (document.querySelector(`${CURSOR}:focus-visible`)) return this.focused() !== null;
    const pointed = document.querySelector(".orgnet:hover");
    return pointed ? pointed === this.element : this.element.contains(document.activeElement);
  }

  /**
   * @param {HTMLElement} note
   * @param {MouseEvent | null} event
   */
  place(note, event) {
    const host = this.element.querySelector(".panel:popover-open") ?? this.element; // what fills the screen
    if (note.parentElement !== host) host.append(note);
    const box = host.getBoundingClientRect();
    const x = (event?.clientX ?? box.left) - box.left;
    const y = (event?.clientY ?? box.top) - box.top;
    const width = note.offsetWidth;
    note.style.left = `${x + width + ASIDE + 6 > box.width ? Math.max(0, x - width - ASIDE) : x + ASIDE}px`;
    const isLow = (event?.clientY ?? 0) + ASIDE + note.offsetHeight > window.innerHeight - BELOW;
    note.style.top = `${isLow ? Math.max(0, y - ASIDE - note.offsetHeight) : y + ASIDE}px`;
  }

  destroy() {
    this.listening.abort();
  }
}

/**
 * Whether something was below an event, whatever covered it.
 * @param {Element} element
 * @param {MouseEvent} event
 */
function holds(element, { clientX, clientY }) {
  const box = element.getBoundingClientRect();
  return clientX > box.left && clientX < box.right && clientY > box.top && clientY < box.bottom;
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
