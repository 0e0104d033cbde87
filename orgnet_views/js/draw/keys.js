// The keyboard over a view: arrows move a cursor from mark to mark, Enter selects. The note says what is
// under the cursor, as it does under the pointer (parts/note.js).

/** @import { Store } from "../core/contracts.js" */
/** @import { Point } from "../core/geometry.js" */

/**
 * @typedef {object} Ground what a view knows of where its marks are
 * @property {(mark: number | null, key: string) => number | null | undefined} next the mark that a key leads
 *   to from another, or at first; undefined for a key that leads nowhere
 * @property {(mark: number) => Point | null} placeOf in CSS pixels of the surface
 */

export const CURSOR = "[role=slider][aria-roledescription]"; // a surface with a cursor on it

/**
 * Make a surface one that the keyboard reaches: what its cursor is on is the value of a slider, since
 * screen readers leave such a one its arrow keys, and say its value when that changes.
 * @param {HTMLElement} surface
 * @param {string} label
 * @param {string} role how screen readers call it
 */
export function addCursor(surface, label, role) {
  surface.tabIndex = 0;
  surface.role = "slider";
  Object.assign(surface, {
    ariaLabel: label, ariaRoleDescription: role, ariaValueNow: "0", ariaValueText: "arrow keys move",
  });
}

/**
 * @param {HTMLElement} surface
 * @param {Store} store
 * @param {Ground} ground
 */
export function watchKeys(surface, store, ground) {
  surface.addEventListener("keydown", (event) => {
    const { key } = event;
    const mark = ground.next(store.hover, key);
    if (mark !== undefined) moveTo(mark);
    else if ((key === "Enter" || key === " ") && store.hover !== null) store.pick(store.hover, null);
    else return;
    event.preventDefault();
  });
  surface.addEventListener("blur", () => store.setHover(null));

  /** @param {number | null} mark */
  function moveTo(mark) {
    const place = mark === null ? null : ground.placeOf(mark);
    const { left, top } = surface.getBoundingClientRect();
    // As if a pointer went there: but for the surface, which would take what is uppermost there.
    if (place) {
      const [clientX, clientY] = [left + place[0], top + place[1]];
      surface.parentElement?.dispatchEvent(new MouseEvent("pointermove", { bubbles: true, clientX, clientY }));
    }
    store.setHover(mark);
  }
}
