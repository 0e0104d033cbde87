// The timeline: which recorded step all views show; replay, and the way back to live. Beside it what
// takes this view to others: the link, the lecture.

import { createFollower } from "./follower.js";
import { createLecturer } from "./lecturer.js";
import { createLink } from "./link.js";

const SPEEDS = [0.5, 1, 2, 4];
const FRAMES_PER_SECOND = 10; // at speed 1

export function create(element, { store, go }) {
  element.className += " timeline-bar";
  const play = button(element, "▶ Replay", () => (playing ? rest() : replay()));
  const speed = element.appendChild(document.createElement("select"));
  speed.setAttribute("aria-label", "speed of the replay");
  for (const factor of SPEEDS) speed.add(new Option(`${factor}×`, factor, factor === 1, factor === 1));
  const slider = element.appendChild(document.createElement("input"));
  slider.type = "range";
  slider.min = 0;
  slider.setAttribute("aria-label", "recorded step");
  const words = element.appendChild(document.createElement("output"));
  const live = button(element, "Back to live", () => {
    rest();
    store.seek(null);
  });
  const link = createLink(element, store);
  const lecture = createFollower(element, store, go) ?? createLecturer(element, store, link.say);
  let playing = null; // the replay's animation frame

  slider.addEventListener("input", () => {
    rest();
    store.seek(Number(slider.value));
  });

  function replay() {
    const first = store.position === null || store.shown === store.frames.length - 1 ? 0 : store.shown;
    let [at, before] = [first, null];
    const tick = (now) => {
      at += before === null ? 0 : ((now - before) / 1000) * FRAMES_PER_SECOND * speed.value;
      before = now;
      const last = store.frames.length - 1;
      store.seek(Math.min(last, Math.floor(at)));
      if (at >= last) rest();
      else playing = requestAnimationFrame(tick);
    };
    playing = requestAnimationFrame(tick);
    play.textContent = "❚❚ Pause";
  }

  function rest() {
    cancelAnimationFrame(playing);
    playing = null;
    play.textContent = "▶ Replay";
  }

  return {
    draw({ frames, frame }) {
      slider.max = frames.length - 1;
      slider.value = store.shown;
      slider.disabled = play.disabled = frames.length < 2;
      live.disabled = store.position === null;
      const when = `epoch ${frame.epoch.toFixed(frame.epoch % 1 ? 2 : 0)}, step ${frame.step.toLocaleString("en")}`;
      words.textContent = store.position === null ? `newest: ${when}` : when;
      slider.setAttribute("aria-valuetext", words.textContent);
      link.draw();
      lecture.draw();
    },
    wants: ["frames", "position", "selection", "query"],
    destroy() {
      rest();
      link.destroy();
      lecture.destroy();
    },
  };
}

function button(parent, text, onClick) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", onClick);
  return parent.appendChild(made);
}
