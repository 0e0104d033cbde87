// Life lines: a row for each particle, a column for each recorded step, coloured by kind or by
// replication error. Rows are sorted by how often a particle was a self-replicator.

import { fit, pointing } from "./canvas.js";
import { legendOf } from "./caption.js";
import { surface } from "./dom.js";
import { KINDS, MEASURES } from "./theme.js";

const MARGIN = { l: 58, r: 8, t: 4, b: 34 };
const MOST_ROWS = 1200; // of more particles, evenly many are shown
const COLOURS = ["kind", "replication_error"];
const ALONG = Array.from({ length: 17 }, (_, i) => i / 16); // where a row is looked at

export function create(element, { store, organism, head, redraw }) {
  const canvas = surface(element);
  canvas.setAttribute("aria-label", "life lines of the particles");
  const choice = head.appendChild(document.createElement("select"));
  choice.setAttribute("aria-label", "colour of the life lines");
  for (const name of COLOURS) choice.add(new Option(MEASURES[name].label, name));
  choice.addEventListener("change", redraw);
  const strips = document.createElement("canvas"); // one pixel a particle and step
  let rows = []; // marks, from top to bottom

  function draw(given) {
    const { what, frames, frame, live, theme } = given;
    if (what.some((each) => each === "frames" || each === "size")) {
      rows = ordered(frames);
      paintStrips(strips, frames, rows, choice.value);
    }
    const context = fit(canvas);
    const [width, height] = [canvas.clientWidth - MARGIN.l - MARGIN.r, canvas.clientHeight - MARGIN.t - MARGIN.b];
    context.imageSmoothingEnabled = false;
    context.drawImage(strips, MARGIN.l, MARGIN.t, width, height);
    context.fillStyle = theme.text;
    context.font = `12px ${theme.font}`;
    for (const [share, align] of [[0, "left"], [1, "right"]]) {
      context.textAlign = align;
      const at = frames[Math.round(share * (frames.length - 1))];
      context.fillText(`epoch ${Math.round(at.epoch)}`, MARGIN.l + share * width, MARGIN.t + height + 16);
    }
    context.textAlign = "right";
    context.fillText("often", MARGIN.l - 8, MARGIN.t + 12);
    context.fillText("never", MARGIN.l - 8, MARGIN.t + height - 4);
    if (!live) {
      const x = MARGIN.l + ((frames.indexOf(frame) + 0.5) / frames.length) * width;
      context.fillRect(x - 1, MARGIN.t, 2, height);
    }
    for (const mark of [...given.selection, given.hover]) tick(context, mark, height);
  }

  function tick(context, mark, height) {
    const row = rows.indexOf(mark);
    if (row < 0) return;
    const y = MARGIN.t + ((row + 0.5) / rows.length) * height;
    context.fillRect(MARGIN.l - 5, y - 1, 5, 2);
    context.fillRect(canvas.clientWidth - MARGIN.r, y - 1, 5, 2);
  }

  function under(event) {
    const box = canvas.getBoundingClientRect();
    const share = (event.clientY - box.top - MARGIN.t) / (box.height - MARGIN.t - MARGIN.b);
    return share >= 0 && share < 1 ? rows[Math.floor(share * rows.length)] : null;
  }

  function within(holds) {
    const height = canvas.clientHeight - MARGIN.t - MARGIN.b;
    const [left, right] = [MARGIN.l, canvas.clientWidth - MARGIN.r];
    return rows.filter((_, row) => {
      const y = MARGIN.t + ((row + 0.5) / rows.length) * height;
      return ALONG.some((share) => holds(left + share * (right - left), y));
    });
  }

  const leave = pointing(canvas, store, { under, within });

  return {
    draw,
    numbers: ({ frames }) => lines(frames, organism),
    legend: ({ frame }) => legendOf(choice.value, frame),
    wants: ["frames", "position", "selection", "hover"],
    destroy: leave,
  };
}

// Marks by the number of recorded steps as a self-replicator, most first; evenly thinned.
function ordered(frames) {
  const times = new Uint32Array(frames[0].kind.length);
  for (const { kind } of frames) kind.forEach((each, p) => (times[p] += each === 0));
  const all = Array.from(times.keys()).sort((a, b) => times[b] - times[a] || a - b);
  const every = Math.ceil(all.length / MOST_ROWS);
  return all.filter((_, row) => row % every === 0);
}

// A row for each step of each life line, step by step.
function lines(frames, { every }) {
  const marks = ordered(frames);
  const rows = frames.flatMap(({ step, epoch, kind, replication_error: error }) =>
    marks.map((mark) => [step, epoch, mark * every, KINDS[kind[mark]].name, error[mark]]));
  return { name: "lifelines", columns: ["step", "epoch", "particle", "kind", "replication_error"], rows, wants: ["frames"] };
}

function paintStrips(strips, frames, rows, measure) {
  [strips.width, strips.height] = [frames.length, rows.length];
  const context = strips.getContext("2d");
  const image = context.createImageData(frames.length, rows.length);
  const colour = measure === "kind" ? (kind) => KINDS[kind].colour : MEASURES[measure].colour;
  const known = new Map(); // colours as numbers: there are few different ones
  frames.forEach((frame, x) => {
    rows.forEach((mark, y) => {
      const value = frame[measure][mark];
      const key = measure === "kind" ? value : Math.round(8 * Math.log10(value));
      if (!known.has(key)) known.set(key, channels(colour(measure === "kind" ? value : 10 ** (key / 8))));
      image.data.set(known.get(key), 4 * (y * frames.length + x));
    });
  });
  context.putImageData(image, 0, 0);
}

// "#E69F00" or "rgb(230,159,0)" → [230, 159, 0, 255]
function channels(colour) {
  const hex = colour.startsWith("#");
  const parts = hex ? [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)) : colour.match(/\d+/g).map(Number);
  return [...parts, 255];
}
