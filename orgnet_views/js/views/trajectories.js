// Ways through weight space (paper, Fig. 12): the particles' weights at the recorded steps, seen
// along their principal components, flat or with the epoch as the third direction.

import { fit, nearest, pointing } from "./canvas.js";
import { legendOf } from "./caption.js";
import { part, surface } from "./dom.js";
import { fetchArrays } from "./wire.js";
import { thinned } from "./groups.js";
import { FEW, KINDS, trace } from "./theme.js";
import { placeOf } from "./table.js";

const MARGIN = { l: 16, r: 16, t: 10, b: 26 };
const AGAIN = 5000; // milliseconds until the ways of a growing organism are asked for again
const CLOSE = 8; // pixels within which the pointer touches a particle
const MOST_WAYS = 1200; // of more particles, evenly many are drawn

export function create(element, { run, store, organism, head }) {
  const canvas = surface(element);
  const words = part(element, "p", "under");
  const layers = organism.layers.map((_, layer) => [layer, `layer ${layer + 1}`]);
  const layer = chooser("layer", layers);
  const axes = chooser("principal components of", [["layer", "axes of the layer"], ["particle", "axes of each particle"]]);
  const form = chooser("dimensions", [["flat", "2-D"], ["deep", "3-D, up: epoch"]]);
  head.append(layer, axes, form);
  for (const choice of [layer, axes, form]) choice.addEventListener("change", () => redraw());
  const paths = document.createElement("canvas"); // whole ways, drawn once for many steps
  let [ways, asked, shown, marks, view] = [null, 0, null, [], null];
  let total = 0; // particles that there are to draw
  let reach = []; // [least, most] along the first two components
  let turn = { around: 0.7, tilt: 0.35 };
  let drawnFor = ""; // what `paths` shows

  function redraw() {
    if (shown && canvas.isConnected) draw({ ...shown, what: ["size"] });
  }

  // The ways that are there, and newer ones when there are some and it is time.
  async function ask() {
    const until = store.frames.at(-1).step;
    const stale = !ways || ways.fit !== axes.value || ways.until !== until;
    if (!stale || (ways?.fit === axes.value && performance.now() - asked < AGAIN)) return;
    asked = performance.now();
    const wanted = axes.value;
    const answer = await fetchArrays(`/organism/runs/${run}/trajectories?fit=${wanted}&until=${until}`);
    ways = answer.error ? { ...answer, fit: wanted, until } : { ...answer.header, at: answer.numbers, until };
    redraw();
  }

  function draw(given) {
    shown = given;
    ask();
    const { frame, theme, selection, hover } = given;
    const context = fit(canvas);
    if (!ways || ways.error) {
      words.textContent = ways?.error ?? "Fetching the recorded weights…";
      return;
    }
    if (given.what.some((each) => each !== "position" && each !== "hover") || !marks.length) {
      marks = chosen(selection);
      reach = [0, 1].map(extent);
    }
    view = projection();
    paintPaths(theme, frame);
    context.drawImage(paths, 0, 0, canvas.clientWidth, canvas.clientHeight);
    const [place, size] = [now(), marks.length > 200 ? 2.5 : 4.5];
    for (const kind of [1, 0, 2, 3, 4]) {
      context.fillStyle = KINDS[kind].colour;
      context.beginPath();
      for (const mark of marks) if (frame.kind[mark] === kind) trace(context, kind, ...place(mark), size);
      context.fill();
    }
    context.strokeStyle = theme.text;
    for (const mark of hover === null ? [] : [hover]) {
      context.beginPath();
      context.arc(...place(mark), 8, 0, 2 * Math.PI);
      context.stroke();
    }
    words.textContent = sentence(selection);
    canvas.setAttribute("aria-label", words.textContent);
  }

  // Marks of the layer, of these the selected ones if there are any.
  function chosen(selection) {
    const of = [];
    for (let mark = 0; mark < ways.shown; mark++) {
      if (placeOf(mark * organism.every, organism.layers)[0] === Number(layer.value) + 1) of.push(mark);
    }
    const selected = of.filter((mark) => selection.has(mark));
    const all = selected.length ? selected : of;
    total = all.length;
    return thinned(all, MOST_WAYS);
  }

  const coordinate = (at, mark, axis) => ways.at[(at * ways.shown + mark) * 3 + axis];

  function extent(axis) {
    let [low, high] = [Infinity, -Infinity];
    for (let at = 0; at < ways.steps.length; at++) {
      for (const mark of marks) {
        const value = coordinate(at, mark, axis);
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    return low < high ? [low, high] : [-1, 1];
  }

  // From (along the first component, along the second, step) to CSS pixels.
  function projection() {
    const last = ways.steps.at(-1) || 1;
    const [width, height] = [canvas.clientWidth - MARGIN.l - MARGIN.r, canvas.clientHeight - MARGIN.t - MARGIN.b];
    const unit = (value, [low, high]) => (2 * (value - low)) / (high - low) - 1;
    const [cos, sin] = [Math.cos(turn.around), Math.sin(turn.around)];
    return (x, y, step) => {
      const [a, b, up] = [unit(x, reach[0]), unit(y, reach[1]), (2 * step) / last - 1];
      const [across, rise] = form.value === "flat"
        ? [a, b]
        : [(a * cos - b * sin) / 1.42, (up * Math.cos(turn.tilt) + (a * sin + b * cos) * Math.sin(turn.tilt)) / 1.45];
      return [MARGIN.l + ((across + 1) / 2) * width, MARGIN.t + ((1 - rise) / 2) * height];
    };
  }

  // Where particles are at the shown step: between two recorded steps, on the line between them.
  function now() {
    const { step } = shown.frame;
    const after = Math.max(1, ways.steps.findIndex((recorded) => recorded >= step));
    const [from, to] = [ways.steps[after - 1], ways.steps[after] ?? ways.steps[after - 1]];
    const share = to > from ? Math.min(1, (step - from) / (to - from)) : 0;
    const mix = (mark, axis) => {
      const start = coordinate(after - 1, mark, axis);
      return share ? start + share * (coordinate(after, mark, axis) - start) : start;
    };
    return (mark) => view(mix(mark, 0), mix(mark, 1), step);
  }

  function paintPaths(theme, frame) {
    const size = [canvas.width, canvas.height];
    const kinds = marks.length > FEW ? "" : marks.map((mark) => frame.kind[mark]).join("");
    const wanted = [ways.until, ways.fit, form.value, turn.around, turn.tilt, ...size, theme.text, marks.length, marks[0], marks.at(-1), reach, kinds].join("|");
    if (wanted === drawnFor) return;
    drawnFor = wanted;
    [paths.width, paths.height] = size;
    const context = paths.getContext("2d");
    context.scale(size[0] / canvas.clientWidth, size[1] / canvas.clientHeight);
    box(context, theme);
    context.globalAlpha = marks.length > FEW ? Math.max(0.05, 30 / marks.length) : 0.8;
    for (const mark of marks) {
      context.strokeStyle = marks.length > FEW ? theme.text : KINDS[frame.kind[mark]].colour;
      context.beginPath();
      ways.steps.forEach((step, at) => {
        const [x, y] = view(coordinate(at, mark, 0), coordinate(at, mark, 1), step);
        if (Number.isFinite(x + y)) context.lineTo(x, y);
      });
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  function box(context, theme) {
    Object.assign(context, { fillStyle: theme.text, strokeStyle: theme.grid, font: `12px ${theme.font}` });
    const parts = Array.isArray(ways.explained[0]) ? ways.explained[layer.value] : null;
    const percent = (i) => (ways.fit === "layer" && parts ? ` (${Math.round(100 * parts[i])} %)` : "");
    const [left, bottom] = [MARGIN.l, canvas.clientHeight - 8];
    const upwards = form.value === "deep" ? `, upwards: epoch; drag to turn` : "";
    context.fillText(`component 1${percent(0)} →   component 2${percent(1)} ${form.value === "deep" ? "into the depth" : "↑"}${upwards}`, left, bottom);
    context.strokeRect(MARGIN.l - 6, MARGIN.t - 4, canvas.clientWidth - MARGIN.l - MARGIN.r + 12, canvas.clientHeight - MARGIN.t - MARGIN.b + 8);
  }

  function sentence(selection) {
    const which = marks.some((mark) => selection.has(mark)) ? "selected " : "";
    const none = selection.size && !which ? " None of the selected is here." : "";
    const drawn = marks.length < total ? `, ${marks.length.toLocaleString("en")} of them drawn` : "";
    return `${total.toLocaleString("en")} ${which}particles of layer ${Number(layer.value) + 1}${drawn}; ` +
      `weights of ${ways.steps.length} recorded steps, straight lines between them.${none}`;
  }

  function under(event) {
    if (!view) return null;
    const place = now();
    const found = nearest(event, canvas, marks.length, (i) => place(marks[i]), CLOSE);
    return found === null ? null : marks[found];
  }

  function within(holds) {
    const place = view && now();
    return view ? marks.filter((mark) => holds(...place(mark))) : [];
  }

  const leave = pointing(canvas, store, { under, within });

  canvas.addEventListener("pointermove", (event) => {
    if (form.value !== "deep" || store.tool !== "click" || event.buttons !== 1) return;
    turn = { around: turn.around + event.movementX / 120, tilt: Math.max(-1.5, Math.min(1.5, turn.tilt + event.movementY / 120)) };
    redraw();
  });

  // The drawn ways, a row for each particle and recorded step.
  function numbers({ selection }) {
    const columns = ["particle", "step", "component_1", "component_2", "component_3"];
    const rows = ways?.at
      ? chosen(selection).flatMap((mark) => ways.steps.map((step, at) => [
        mark * organism.every, step, ...[0, 1, 2].map((axis) => coordinate(at, mark, axis)),
      ]))
      : [];
    return { name: "trajectories", columns, rows, wants: ["selection"] };
  }

  return {
    draw,
    numbers,
    legend: ({ frame }) => legendOf("kind", frame),
    wants: ["frames", "position", "selection", "hover"],
    destroy: leave,
  };
}

function chooser(label, options) {
  const made = document.createElement("select");
  made.setAttribute("aria-label", label);
  for (const [value, text] of options) made.add(new Option(text, value));
  return made;
}
