// Who is this particle? A note beside the pointer says it, a card after a click offers to look
// inside.

import { part } from "./dom.js";
import { placeOf } from "./table.js";
import { KINDS, readable } from "./theme.js";

export function createNote(element, { store, organism, open }) {
  const tip = part(element, "div", "tip");
  const card = part(element, "div", "card");
  tip.hidden = card.hidden = true;
  let pointer = null;
  const follow = (event) => (pointer = event);
  const escape = (event) => event.key === "Escape" && store.putAway();
  const elsewhere = (event) => card.hidden || card.contains(event.target) || store.putAway();
  element.addEventListener("pointermove", follow);
  window.addEventListener("keydown", escape);
  window.addEventListener("pointerdown", elsewhere, true);

  function draw(frame) {
    tip.hidden = store.hover === null || !attended();
    if (tip.hidden) return;
    tip.replaceChildren(...lines(frame, store.hover).map((text) => Object.assign(part(tip, "div"), { textContent: text })));
    put(tip, pointer, 14, 14);
  }

  function lines(frame, mark) {
    const { name, mark: shape } = KINDS[frame.kind[mark]];
    const became = frame.became[mark];
    return [
      `particle ${mark * organism.every} · ${wordsFor(mark * organism.every, organism)}`,
      `${shape} ${name}${frame.kind[mark] === 0 ? ` since epoch ${readable(became)}` : ""}`,
      `replication error ${readable(frame.replication_error[mark])}`,
      `replication loss ${readable(frame.replication_loss[mark])}`,
      `task contribution ${readable(frame.task_contribution[mark])} (${frame.contribution_method})`,
      `task weight ${readable(frame.weight[mark])}, gradient ${readable(frame.gradient[mark])}`,
    ];
  }

  function offer() {
    const { picked } = store;
    const here = picked && (picked.event ? element.contains(picked.event.target) || under(picked.event) : attended());
    card.hidden = !here || !open;
    if (card.hidden) return;
    const number = picked.mark * organism.every;
    const look = Object.assign(part(card, "button", "look"), { type: "button", textContent: `Look inside particle ${number}` });
    look.addEventListener("click", () => {
      store.putAway();
      open(number);
    });
    card.replaceChildren(look);
    put(card, picked.event ?? pointer, 10, -40);
  }

  // Whether a click that Plotly caught on its own cover was above this board.
  function under({ clientX, clientY }) {
    const box = element.getBoundingClientRect();
    return clientX > box.left && clientX < box.right && clientY > box.top && clientY < box.bottom;
  }

  function put(note, event, right, down) {
    const box = element.getBoundingClientRect();
    const x = (event?.clientX ?? box.left) - box.left;
    const y = (event?.clientY ?? box.top) - box.top;
    const width = note.offsetWidth;
    note.style.left = `${x + width + right + 6 > box.width ? Math.max(0, x - width - right) : x + right}px`;
    note.style.top = `${y + down}px`;
  }

  // Whether it is this board that the visitor points at, or has the keyboard's focus in.
  function attended() {
    const pointed = document.querySelector(".orgnet:hover");
    return pointed ? pointed === element : element.contains(document.activeElement);
  }

  function destroy() {
    element.removeEventListener("pointermove", follow);
    window.removeEventListener("keydown", escape);
    window.removeEventListener("pointerdown", elsewhere, true);
  }

  return { draw, offer, destroy };
}

// Where a particle sits, in words; particles are numbered from 0, layers and cells from 1.
export function wordsFor(particle, { layers, grid }) {
  const [layer, cell, edge] = placeOf(particle, layers);
  if (layer > 1 || !grid) return `layer ${layer}, cell ${cell}, edge ${edge}`;
  const [row, column] = [Math.ceil(edge / grid[1]), ((edge - 1) % grid[1]) + 1];
  return `layer ${layer}, cell ${cell}, pixel row ${row}, column ${column}`;
}
