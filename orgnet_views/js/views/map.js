// The organism map: each layer as a grid of particles, the first as pictures of what it reads.

import { formatNumber } from "../core/format.js";
import { netOf } from "../core/forward.js";
import { KINDS } from "../core/kinds.js";
import { signalsOf } from "../core/signals.js";
import { particleTable } from "../core/tables.js";
import { taskWeights } from "../core/task_weights.js";
import { eachMark, markAt, tileOf, tilesOf } from "../core/tiles.js";
import { fitCanvas, pointOf, setText } from "../draw/canvas.js";
import { addCanvas, addElement, addSelect } from "../draw/dom.js";
import { darkOutline, paintOutline } from "../draw/dark_pixels.js";
import { FADED, FEW } from "../draw/marks.js";
import { LABELS, SIGNAL, scaleFor, signalScale } from "../draw/measures.js";
import { pack, paintFrames, paintKinds, SHAPED } from "../draw/organism.js";
import { addCursor, watchKeys } from "../draw/keys.js";
import { watchPointer } from "../draw/pointer.js";
import { SMALLEST } from "../draw/theme.js";
import { legendOf } from "../parts/caption.js";

/** @import { ArrayName, Brush, Change, Frame, Given, Probe, Shared, Theme, View } from "../core/contracts.js" */
/** @import { MeasureName, Scale } from "../draw/measures.js" */
/** @import { Layout } from "../draw/organism.js" */
/** @import { Point } from "../core/geometry.js" */

const SPACING = { gap: 14, label: 17, letter: 7 }; // pixels
const LARGEST = 60; // pixels, most that a particle's side takes
const FOLLOWED = "followed"; // among the colours: what particles carry to a cell that is followed back

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new OrganismMap(element, shared);
}

class OrganismMap {
  /** @type {Change[]} */
  wants = ["frames", "position", "selection", "hover", "probe"];

  /** @param {HTMLElement} element @param {Shared} shared */
  constructor(element, { store, organism, batch, head, redraw }) {
    /** @type {Probe["followed"]} */
    this.followed = null; // as drawn last
    this.before = "kind"; // the colour until it was followed
    this.store = store;
    this.organism = organism;
    this.canvas = addCanvas(element, "organism map");
    this.canvas.classList.add("map");
    addCursor(this.canvas, "organism map", "map of particles");
    /** @type {Layout} */
    this.layout = { tiles: tilesOf(organism), side: 1 };
    this.dark = darkOutline(organism);
    this.choice = addSelect(head, "colour of the organism map", Object.entries(LABELS), redraw);
    if (batch !== null) this.choice.value = "replication_error";
    this.scale = addElement(head, "span");
    this.destroy = watchPointer(this.canvas, store, this);
    watchKeys(this.canvas, store, this);
  }

  /**
   * What marks are coloured by; no scale for their kinds.
   * @param {Frame} frame
   * @param {Frame[]} frames
   */
  measured(frame, frames) {
    const { value } = this.choice;
    if (value === FOLLOWED) return this.carried(frame);
    return { scale: scaleFor(/** @type {MeasureName} */ (value), frames), values: frame[/** @type {ArrayName} */ (value)] };
  }

  /**
   * What marks carry to the followed cell; no scale while it cannot be said.
   * @param {Frame} frame
   */
  carried(frame) {
    const { organism, store, store: { probe } } = this;
    const weight = taskWeights(store, organism, frame);
    if (typeof weight === "string" || !probe?.followed) return { scale: null, values: frame.weight };
    const signals = signalsOf(netOf(organism), weight, probe.input, probe.followed);
    return { scale: signalScale(signals), values: signals.filter((_, particle) => particle % organism.every === 0) };
  }

  // A cell that is followed back has a colour of its own among the others, for as long as it is.
  follow() {
    const { choice, followed: last } = this;
    this.followed = this.store.probe?.followed ?? null;
    if (this.followed === last) return;
    if (!last) choice.add(new Option(SIGNAL, FOLLOWED));
    if (choice.value !== FOLLOWED) this.before = choice.value;
    choice.value = this.followed ? FOLLOWED : this.before;
    if (!this.followed) choice.remove(choice.length - 1);
  }

  /** @param {Given} given */
  draw(given) {
    const { canvas, layout } = this;
    const { frame, frames, theme, cut } = given;
    layout.side = pack(layout.tiles, canvas.clientWidth, canvas.clientHeight, spacing(theme), LARGEST);
    const brush = fitCanvas(canvas);
    paintLabels(brush, layout, theme);
    paintFrames(brush, layout, theme);
    this.follow();
    const { scale, values } = this.measured(frame, frames);
    if (scale) paintMeasure(brush, layout, values, scale);
    else paintKinds(brush, layout, frame.kind, theme);
    paintOutline(brush, layout, this.dark, this.organism, theme);
    this.scale.replaceChildren(...explain(scale));
    if (cut.size) strike(brush, layout, theme, cut);
    paintSelection(brush, layout, given);
    canvas.setAttribute("aria-label", spoken(frame));
  }

  /** @param {MouseEvent} event */
  under = (event) => {
    const [x, y] = pointOf(event, this.canvas);
    return markAt(this.layout.tiles, this.layout.side, x, y);
  };

  /** @param {(x: number, y: number) => boolean} holds */
  within = (holds) => {
    const { tiles, side } = this.layout;
    /** @type {number[]} */
    const marks = [];
    eachMark(tiles, side, (mark, x, y) => holds(x + side / 2, y + side / 2) && marks.push(mark));
    return marks;
  };

  /** @param {number | null} mark @param {string} key */
  next = (mark, key) => {
    const { tiles } = this.layout;
    const { columns } = tileOf(tiles, mark ?? 0);
    const last = tiles[tiles.length - 1].first + tiles[tiles.length - 1].marks - 1;
    /** @type {Record<string, number>} */
    const jumps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -last, End: last };
    const jump = jumps[key];
    return jump && Math.min(last, Math.max(0, (mark ?? -1) + jump));
  };

  /** @param {number} mark @returns {Point} */
  placeOf = (mark) => {
    const { tiles, side } = this.layout;
    const { x, y, columns, first } = tileOf(tiles, mark);
    const [column, row] = [(mark - first) % columns, Math.floor((mark - first) / columns)];
    return [x + (column + 0.5) * side, y + (row + 0.5) * side];
  };

  /** @param {Given} given */
  numbers(given) {
    return particleTable("map", given, this.organism, given.cut);
  }

  /** @param {Given} given */
  legend({ frame, frames }) {
    return legendOf(frame, this.measured(frame, frames).scale);
  }
}

/** For letters of that size. @param {Theme} theme */
function spacing({ size }) {
  const { gap, label, letter } = SPACING;
  return { gap, label: (label * size) / SMALLEST, letter: (letter * size) / SMALLEST };
}

/** @param {Brush} brush @param {Layout} layout @param {Theme} theme */
function paintLabels(brush, { tiles }, theme) {
  setText(brush, theme);
  for (const tile of tiles) brush.fillText(tile.label, tile.x, tile.y - 5);
}

/** @param {Brush} brush @param {Layout} layout @param {ArrayLike<number>} values @param {Scale} scale */
function paintMeasure(brush, { tiles, side }, values, scale) {
  const inset = side >= 4 ? 0.5 : 0;
  eachMark(tiles, side, (mark, x, y) => {
    brush.fillStyle = scale.colour(values[mark]);
    brush.fillRect(x, y, side - inset, side - inset);
  });
}

/**
 * What is cut fades, and is struck through where there is room.
 * @param {Brush} brush
 * @param {Layout} layout
 * @param {Theme} theme
 * @param {Set<number>} cut
 */
function strike(brush, { tiles, side }, theme, cut) {
  brush.globalAlpha = 0.85;
  brush.fillStyle = theme.background;
  eachMark(tiles, side, (mark, x, y) => cut.has(mark) && brush.fillRect(x, y, side, side));
  brush.globalAlpha = 0.7;
  brush.strokeStyle = theme.text;
  brush.lineWidth = 1;
  brush.beginPath();
  eachMark(tiles, side, (mark, x, y) => {
    if (!cut.has(mark) || side < SHAPED) return;
    brush.moveTo(x + 0.25 * side, y + 0.75 * side);
    brush.lineTo(x + 0.75 * side, y + 0.25 * side);
  });
  brush.stroke();
  brush.globalAlpha = 1;
}

/**
 * A few selected marks are framed; of many, the others fade.
 * @param {Brush} brush
 * @param {Layout} layout
 * @param {Given} given
 */
function paintSelection(brush, layout, { selection, hover, theme }) {
  const { tiles, side } = layout;
  const many = selection.size > FEW;
  if (many) {
    brush.globalAlpha = 1 - FADED;
    brush.fillStyle = theme.background;
    eachMark(tiles, side, (mark, x, y) => selection.has(mark) || brush.fillRect(x, y, side, side));
    brush.globalAlpha = 1;
  }
  brush.strokeStyle = theme.text;
  brush.lineWidth = 2;
  if (!many) for (const mark of selection) strokeFrame(brush, layout, mark, 0);
  if (hover !== null) strokeFrame(brush, layout, hover, 1.5);
}

/** @param {Brush} brush @param {Layout} layout @param {number} mark @param {number} grow pixels */
function strokeFrame(brush, { tiles, side }, mark, grow) {
  const { x, y, columns, first } = tileOf(tiles, mark);
  const [column, row] = [(mark - first) % columns, Math.floor((mark - first) / columns)];
  brush.strokeRect(x + column * side - grow, y + row * side - grow, side + 2 * grow, side + 2 * grow);
}

/**
 * The colours of a scale between its ends, for the panel's head.
 * @param {Scale | null} scale
 * @returns {(string | Element)[]}
 */
function explain(scale) {
  if (!scale) return [];
  const { colours, range: [low, high], never } = scale;
  const bar = colourBar("ramp", `linear-gradient(90deg, ${colours.join()})`);
  if (never) return [colourBar("ramp swatch", never), ` never, epoch ${low} `, bar, ` ${formatNumber(high)}`];
  return [`≤ ${formatNumber(low)} `, bar, ` ≥ ${formatNumber(high)}`];
}

/** @param {string} className @param {string} background */
function colourBar(className, background) {
  const bar = document.createElement("i");
  bar.className = className;
  bar.style.background = background;
  return bar;
}

/** @param {Frame} frame */
function spoken(frame) {
  const counts = KINDS.map(({ plural }, kind) => `${frame.kinds[kind]} ${plural}`);
  return `Organism map, epoch ${Math.floor(frame.epoch)}: ${counts.join(", ")}.`;
}
