// Trajectories through weight space (paper, Fig. 12): the particles' weights at the recorded steps,
// seen along their principal components, flat or with the epoch as the third direction.

import { countOf, formatCount } from "../core/format.js";
import { nearest } from "../core/geometry.js";
import { thin } from "../core/groups.js";
import { KINDS } from "../core/kinds.js";
import { positionOf } from "../core/position.js";
import { Trajectories, fetchTrajectories, projectionOf } from "../core/trajectories.js";
import { paintLevels } from "../draw/borders.js";
import { fitCanvas, middleOf, pointOf, roomIn } from "../draw/canvas.js";
import { addCanvas, addElement, addSelect, write } from "../draw/dom.js";
import { addCursor, nextOnWay, watchKeys } from "../draw/keys.js";
import { PAINT_ORDER, strokeRing, traceMarks } from "../draw/marks.js";
import { watchPointer } from "../draw/pointer.js";
import { legendOf } from "../parts/caption.js";
import { MARGIN, Paths } from "../parts/trajectory_paths.js";

/** @import { ArrayName, Brush, Change, Given, Shared, Table, View } from "../core/contracts.js" */
/** @import { Point } from "../core/geometry.js" */
/** @import { Fit } from "../core/trajectories.js" */
/** @import { Drawing, Project } from "../parts/trajectory_paths.js" */

const AGAIN_MS = 5000; // until the trajectories of a growing organism are asked for again
const CLOSE = 8; // pixels within which the pointer touches a particle
const MOST = 1200; // of more particles, evenly many are drawn
const BATCH = 50; // marks of a path: browsers fill many short ones sooner than a long one
const STEEPEST = 1.5; // radians
const TURN = 1 / 120; // radians for each pixel of a drag
/** @type {[string, string][]} */
const FITS = [["layer", "axes of the layer"], ["particle", "axes of each particle"]];
/** @type {[string, string][]} */
const FORMS = [["flat", "2-D"], ["deep", "3-D, up: epoch"]];

/** @type {ArrayName[]} */
export const arrays = [];

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new TrajectoriesView(element, shared);
}

class TrajectoriesView {
  /** @type {Change[]} */
  wants = ["frames", "position", "selection", "hover"];

  /** @param {HTMLElement} element @param {Shared} shared */
  constructor(element, { store, organism, head }) {
    this.store = store;
    this.organism = organism;
    this.canvas = addCanvas(element, "weight trajectories");
    this.words = addElement(element, "p", "under");
    /** @type {[string, string][]} */
    const layers = organism.layers.map((_, layer) => [String(layer), `layer ${layer + 1}`]);
    this.layer = addSelect(head, "layer", layers, this.redraw);
    this.fit = addSelect(head, "principal components of", FITS, this.redraw);
    this.form = addSelect(head, "dimensions", FORMS, this.redraw);
    this.paths = new Paths();
    /** @type {Trajectories | string | null} */
    this.found = null; // or why there are none
    this.asked = { fit: "", until: -1, at: 0 };
    /** @type {Given | null} */
    this.given = null; // when it was drawn last
    /** @type {Drawing | null} */
    this.drawing = null;
    this.turn = { around: 0.7, tilt: 0.35 };
    this.destroy = watchPointer(this.canvas, store, this);
    addCursor(this.canvas, "weight trajectories", "plane of particles");
    watchKeys(this.canvas, store, this);
    this.canvas.addEventListener("pointermove", (event) => this.onDrag(event));
  }

  redraw = () => {
    if (this.given && this.canvas.isConnected) this.draw({ ...this.given, what: ["size"] });
  };

  get isDeep() {
    return this.form.value === "deep";
  }

  // Fetch the trajectories, and newer ones when there are some and it is time.
  async fetchNew() {
    const { asked, store } = this;
    const fit = /** @type {Fit} */ (this.fit.value);
    const until = store.frames[store.frames.length - 1].step;
    const now = performance.now();
    if (asked.fit === fit && (asked.until === until || now - asked.at < AGAIN_MS)) return;
    const question = this.asked = { fit, until, at: now };
    const found = await fetchTrajectories(store.source, fit, until);
    if (question !== this.asked) return; // another question since
    this.found = found;
    this.redraw();
  }

  /** @param {Given} given */
  draw(given) {
    this.given = given;
    this.fetchNew();
    const { canvas, words, found } = this;
    const brush = fitCanvas(canvas);
    if (!(found instanceof Trajectories)) {
      words.textContent = found ?? "Fetching the recorded weights…";
      return;
    }
    if (!this.drawing?.marks.length || given.what.some((each) => each !== "position" && each !== "hover")) {
      this.drawing = this.chosen(found, given.selection);
    }
    const { drawing } = this;
    this.paths.paint(canvas, drawing, this.project(drawing), given, this.isDeep);
    brush.drawImage(this.paths.canvas, 0, 0, canvas.clientWidth, canvas.clientHeight);
    if (this.isDeep) paintLevels(brush, drawing.reach, this.project(drawing), given);
    paintMarks(brush, drawing.marks, given, this.pointsAt(drawing, given.frame.step));
    write(words, sentence(drawing, given.selection));
  }

  /**
   * Marks of the layer, of these the selected ones if there are any.
   * @param {Trajectories} of
   * @param {Set<number>} selection
   * @returns {Drawing}
   */
  chosen(of, selection) {
    const { organism } = this;
    const layer = Number(this.layer.value);
    const there = [];
    for (let mark = 0; mark < of.shown; mark++) {
      if (positionOf(mark * organism.every, organism.layers)[0] === layer + 1) there.push(mark);
    }
    const selected = there.filter((mark) => selection.has(mark));
    const all = selected.length ? selected : there;
    const marks = thin(all, MOST);
    return { of, layer, marks, total: all.length, reach: [of.extent(marks, 0), of.extent(marks, 1)] };
  }

  /** @param {Drawing} drawing @returns {Project} */
  project({ of, reach }) {
    const last = of.steps[of.steps.length - 1] || 1;
    return projectionOf(roomIn(this.canvas, MARGIN), reach, last, this.isDeep ? this.turn : null);
  }

  /**
   * Where particles are at a step.
   * @param {Drawing} drawing
   * @param {number} step
   * @returns {(mark: number) => Point}
   */
  pointsAt(drawing, step) {
    const [project, coordinateOf] = [this.project(drawing), drawing.of.atStep(step)];
    return (mark) => project(coordinateOf(mark, 0), coordinateOf(mark, 1), step);
  }

  /** @param {MouseEvent} event */
  under = (event) => {
    const { drawing, given } = this;
    if (!drawing || !given) return null;
    const { marks } = drawing;
    const pointFor = this.pointsAt(drawing, given.frame.step);
    const found = nearest(pointOf(event, this.canvas), marks.length, (i) => pointFor(marks[i]), CLOSE);
    return found === null ? null : marks[found];
  };

  /** @param {number | null} mark @param {string} key */
  next = (mark, key) => {
    const { drawing, given } = this;
    if (!drawing || !given) return undefined;
    const pointFor = this.pointsAt(drawing, given.frame.step);
    return nextOnWay(mark, key, drawing.marks, pointFor, middleOf(roomIn(this.canvas, MARGIN)));
  };

  /** @param {number} mark */
  placeOf = (mark) => {
    const { drawing, given } = this;
    return drawing && given && this.pointsAt(drawing, given.frame.step)(mark);
  };

  /** @param {(x: number, y: number) => boolean} holds */
  within = (holds) => {
    const { drawing, given } = this;
    if (!drawing || !given) return [];
    const pointFor = this.pointsAt(drawing, given.frame.step);
    return drawing.marks.filter((mark) => holds(...pointFor(mark)));
  };

  /** @param {PointerEvent} event */
  onDrag({ buttons, movementX, movementY }) {
    if (!this.isDeep || this.store.tool !== "click" || buttons !== 1) return;
    const { around, tilt } = this.turn;
    const tilted = Math.max(-STEEPEST, Math.min(STEEPEST, tilt + TURN * movementY));
    this.turn = { around: around + TURN * movementX, tilt: tilted };
    this.redraw();
  }

  /**
   * The drawn trajectories, a row for each particle and recorded step.
   * @param {Given} given
   * @returns {Table}
   */
  numbers({ selection }) {
    const { found, organism: { every } } = this;
    const columns = ["particle", "step", "component_1", "component_2", "component_3"];
    const rows = found instanceof Trajectories
      ? this.chosen(found, selection).marks.flatMap((mark) => found.steps.map((step, at) => [
        mark * every, step, ...[0, 1, 2].map((axis) => found.coordinate(at, mark, axis)),
      ]))
      : [];
    return { name: "trajectories", columns, rows, wants: ["selection"] };
  }

  /** @param {Given} given */
  legend({ frame }) {
    return legendOf(frame);
  }
}

/**
 * Where the particles are now.
 * @param {Brush} brush
 * @param {number[]} marks
 * @param {Given} given
 * @param {(mark: number) => Point} pointFor
 */
function paintMarks(brush, marks, { frame, theme, hover }, pointFor) {
  const size = marks.length > 200 ? 2.5 : 4.5;
  for (const kind of PAINT_ORDER) {
    brush.fillStyle = KINDS[kind].colour;
    const points = marks.filter((mark) => frame.kind[mark] === kind).map(pointFor);
    for (let first = 0; first < points.length; first += BATCH) {
      brush.beginPath();
      traceMarks(brush, kind, points.slice(first, first + BATCH), size);
      brush.fill();
    }
  }
  brush.strokeStyle = theme.text;
  if (hover !== null) strokeRing(brush, ...pointFor(hover), 8);
}

/** @param {Drawing} drawing @param {Set<number>} selection */
function sentence({ of, layer, marks, total }, selection) {
  const which = marks.some((mark) => selection.has(mark)) ? "selected " : "";
  const none = selection.size && !which ? " None of the selected particles is in this view." : "";
  const drawn = marks.length < total ? `, ${formatCount(marks.length)} of them drawn` : "";
  return `${countOf(total, `${which}particle`)} of layer ${layer + 1}${drawn}; ` +
    `weights of ${of.steps.length} recorded steps, straight lines between them.${none}`;
}
