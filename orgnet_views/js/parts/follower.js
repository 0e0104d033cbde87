// A follower's side of a lecture: asks where the lecturer looks, and looks there too. Who moves by
// themselves looks around alone until they follow again.

import { viewShown } from "./address.js";
import { LECTURES, placeOf } from "./lecturer.js";

const PAUSE = 600; // milliseconds between two questions
const PATIENCE = 8000; // milliseconds for the page to come to the lecturer's run

let followed = null; // { code, alone, view, went }: outlives boards and changes of page

// Appends words and a button to `element` if the address has ?follow=; null otherwise. `go(code)`
// has the server open the page and run of that lecture.
export function createFollower(element, store, go) {
  const code = new URLSearchParams(location.search).get("follow");
  if (code && code !== followed?.code) followed = { code, alone: false, view: null, went: null };
  if (!followed) return null;
  const bar = element.appendChild(document.createElement("span"));
  bar.className = "lecture";
  const words = bar.appendChild(document.createElement("b"));
  words.setAttribute("role", "status");
  const again = bar.appendChild(document.createElement("button"));
  Object.assign(again, { type: "button", textContent: "Follow again" });
  again.addEventListener("click", () => {
    followed.alone = false;
    come();
    show();
  });
  let asking = null;

  function show() {
    words.textContent = followed.over
      ? "The lecture is over; look around"
      : followed.alone ? "Looking around alone" : `Following lecture ${followed.code}`;
    again.hidden = followed.over || !followed.alone;
  }

  const isThere = () => Object.entries(placeOf(store)).every(([name, value]) => followed.view[name] === value);

  // To the lecturer's page and run, or, there already, to the step and selection.
  function come() {
    if (isThere()) {
      followed.went = null;
      store.want({ step: followed.view.step, selected: followed.view.selected });
    } else if (followed.went === null || performance.now() - followed.went > PATIENCE) {
      followed.went = performance.now();
      go(followed.code);
    }
  }

  async function ask() {
    asking = null;
    let wait = PAUSE;
    try {
      const answer = await fetch(`${LECTURES}/${encodeURIComponent(followed.code)}`);
      followed.over = answer.status === 404;
      if (answer.ok) heed(await answer.json());
      if (followed.over) wait = 20 * PAUSE;
    } catch {
      wait = 4 * PAUSE; // the store says that the server does not answer
    }
    show();
    if (asking === null && !gone) asking = setTimeout(ask, wait);
  }

  function heed(view) {
    const moved = view.version !== followed.view?.version;
    followed.view = view;
    if (followed.alone) return;
    if (moved || followed.went !== null) come();
    else if (!isThere()) followed.alone = true; // went to another page or run
  }

  let gone = false;
  show();
  ask();
  return {
    // The store has changed: by the lecturer, or is the follower looking around?
    draw() {
      if (!followed.view || followed.alone || store.wanted || followed.went !== null) return;
      const { step, selected } = viewShown(store);
      if (step === followed.view.step && selected === followed.view.selected) return;
      followed.alone = true;
      show();
    },
    destroy() {
      gone = true;
      clearTimeout(asking);
    },
  };
}
