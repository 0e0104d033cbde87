// The line above the views: how many particles are of each kind, who is selected, and the step
// in one sentence.

import { part } from "./dom.js";
import { groupsOf } from "./groups.js";
import { KINDS, readable } from "./theme.js";

const TOOLS = { click: "Click", box: "Box", lasso: "Lasso" };

export function createLegend(element, { store, organism, task, texts, frame }) {
  const pixels = new Set(organism.dark);
  const words = part(element, "div", "words");
  const picker = element.appendChild(chooser());
  const tools = element.appendChild(toolbar());
  const summary = part(element, "output", "summary");

  function draw(frame, state) {
    if (state === "lost") words.textContent = "The server does not answer; trying again…";
    else if (state === "gone") words.textContent = "The server no longer knows this run.";
    else if (!frame) words.textContent = "Fetching this organism…";
    else words.replaceChildren(...counts(frame));
    summary.textContent = frame ? sentence(frame) : "";
    picker.say(store.selection.size.toLocaleString("en"));
    for (const button of tools.children) button.setAttribute("aria-pressed", String(button.value === store.tool));
  }

  // The step in one sentence: who replicates, where, and what the rest can do alone.
  function sentence(frame) {
    const { dark, layers, every } = organism;
    const when = `Epoch ${frame.epoch % 1 ? frame.epoch.toFixed(2) : frame.epoch}`;
    const replicators = frame.kinds[0];
    if (!replicators) return `${when}: no particle replicates itself.`;
    const [cells, edges] = layers[0];
    const reads = (mark) => mark * every < cells * edges && pixels.has((mark * every) % edges);
    const all = frame.kind.filter((kind) => kind === 0).length;
    const onDark = frame.kind.filter((kind, mark) => kind === 0 && reads(mark)).length;
    const where = dark.length ? `, ${Math.round((100 * onDark) / all)} % of them on dark pixels` : "";
    return `${when}: ${replicators.toLocaleString("en")} replicate${where}; ` +
      `${task.metric} ${readable(frame.metric)}, without them ${readable(frame.metric_without_replicators)}.`;
  }

  function counts(frame) {
    const shown = KINDS.map(({ name, plural, colour, mark }, kind) => {
      const count = frame.kinds[kind];
      const entry = document.createElement("span");
      entry.title = texts.kinds_of[kind];
      const dot = part(entry, "b", "mark");
      dot.textContent = mark;
      dot.style.color = colour;
      entry.append(` ${count.toLocaleString("en")} ${count === 1 ? name : plural}`);
      if (!count && kind > 1) entry.className = "none";
      return entry;
    });
    if (organism.every > 1) shown.push(`Views show one particle in ${organism.every}.`);
    return shown;
  }

  // Selection at a choice: named groups, invert, clear, undo.
  function chooser() {
    const made = document.createElement("select");
    made.setAttribute("aria-label", "select particles");
    const groups = groupsOf(organism);
    const edits = [
      ["invert", (now) => Array.from(now.kind.keys()).filter((mark) => !store.selection.has(mark))],
      ["clear", () => []],
    ];
    const label = made.appendChild(new Option("", "", true, true));
    label.disabled = true;
    for (const [name] of [...groups, ...edits]) made.add(new Option(name, name));
    made.add(new Option("undo", "undo"));
    made.addEventListener("change", () => {
      const [, members] = [...groups, ...edits].find(([name]) => name === made.value) ?? [];
      if (members) store.select(members(frame(), organism));
      else store.undo();
      made.selectedIndex = 0;
    });
    made.say = (count) => (label.textContent = count === "0" ? "Select …" : `${count} selected`);
    return made;
  }

  function toolbar() {
    const made = document.createElement("span");
    made.className = "toolbar";
    made.setAttribute("role", "group");
    made.setAttribute("aria-label", "how to select");
    for (const [tool, label] of Object.entries(TOOLS)) {
      const button = part(made, "button");
      Object.assign(button, { type: "button", value: tool, textContent: label, title: texts.tools[tool] });
      button.addEventListener("click", () => store.use(tool));
    }
    return made;
  }

  return { draw };
}
