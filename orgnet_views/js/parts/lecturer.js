// The lecturer's side of a lecture: tells the server where this browser tab looks, for others to
// follow. Code and token stay in the tab, so that a reload goes on with the lecture.

import { LONGEST, named, viewShown } from "./address.js";
import { copy } from "./link.js";

const KEPT = "organism-lecture";
const PAUSE = 250; // milliseconds between two looks at whether there is something to tell
export const LECTURES = "/organism/lectures";

// The page, and what it shows besides step and selection.
export function placeOf(store) {
  const page = location.pathname.split("/").at(-1) || "lab";
  const particle = page === "particle" ? new URLSearchParams(location.search).get("particle") ?? "0" : null;
  const cut = page === "prune" ? named(store, new URLSearchParams()).toString() : "";
  return { page, run: store.run, particle: particle === null ? null : Number(particle), cut };
}

// Appends the button to `element`, then while the lecture lasts its link. Looks by itself whether
// there is news: the number of a particle, say, changes without a word to the store.
export function createLecturer(element, store, say) {
  const bar = element.appendChild(document.createElement("span"));
  bar.className = "lecture own";
  let lecture = JSON.parse(sessionStorage.getItem(KEPT));
  let [told, telling] = ["", false];

  function show() {
    bar.replaceChildren();
    if (!lecture) return add("Lecture", "Others follow you by a short link.", start);
    const link = new URL(`/?follow=${lecture.code}`, location).href;
    const name = bar.appendChild(document.createElement("b"));
    name.textContent = `Lecture ${lecture.code}`;
    add("Copy followers’ link", link, async () => say((await copy(link)) ? "Followers’ link copied" : link));
    add("End lecture", "Followers keep what they see, and go on alone.", end);
  }

  function add(text, title, onClick) {
    const button = bar.appendChild(document.createElement("button"));
    Object.assign(button, { type: "button", textContent: text, title });
    button.addEventListener("click", onClick);
  }

  function keep(next) {
    lecture = next;
    if (next) sessionStorage.setItem(KEPT, JSON.stringify(next));
    else sessionStorage.removeItem(KEPT);
    show();
  }

  function view() {
    const { step, selected } = viewShown(store);
    return JSON.stringify({ ...placeOf(store), step, selected: selected.length <= LONGEST ? selected : "" });
  }

  async function start() {
    told = view();
    const { answer, error } = await ask("POST", LECTURES, told);
    if (error) say(error);
    else keep(answer);
  }

  async function end() {
    await ask("DELETE", `${LECTURES}/${lecture.code}`, undefined, lecture.token);
    keep(null);
  }

  async function tell() {
    const now = lecture && !telling && store.frames.length && !store.wanted ? view() : told;
    if (now === told) return;
    [told, telling] = [now, true];
    const { error, status } = await ask("PUT", `${LECTURES}/${lecture.code}`, now, lecture.token);
    telling = false;
    if (error) say(error);
    if (status === 404) keep(null);
    else if (!status) told = ""; // no answer: again
  }

  show();
  const watch = setInterval(tell, PAUSE);
  return { draw() {}, destroy: () => clearInterval(watch) };
}

// { answer, error in words, status }
async function ask(method, url, body, token = "") {
  try {
    const headers = { "Content-Type": "application/json", "X-Lecture-Token": token };
    const response = await fetch(url, { method, headers, body });
    const answer = await response.json();
    return { answer, error: answer.error, status: response.status };
  } catch {
    return { error: "The server does not answer." };
  }
}
