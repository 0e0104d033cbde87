// The dots of the specialisation plane: one a particle, told by kind.

import { isUncertain } from "../core/contribution.js";
import { KINDS } from "../core/kinds.js";
import { FADED, FEW, PAINT_ORDER, strokeRing, traceMark } from "../draw/marks.js";
import { seen } from "../draw/theme.js";

/** @import { Brush, Given } from "../core/contracts.js" */
/** @import { Point } from "../core/geometry.js" */

// Pixels, around a dot whose sign is uncertain: a wider line takes browsers ten times as long.
const HOLLOW_LINE = 1;

/**
 * Dots by kind, hollow where the sign is uncertain, the selected ones ringed, or of many the others
 * faded.
 * @param {Brush} brush
 * @param {Given} given
 * @param {(mark: number) => Point} positionOf
 */
export function paintDots(brush, given, positionOf) {
  const { frame, theme, selection, hover } = given;
  const marks = frame.kind.length;
  const radius = marks > 5000 ? 1.8 : marks > 200 ? 3.2 : 5;
  const many = selection.size > FEW;
  if (many) paintChosen(brush, given, positionOf, radius, FADED, (mark) => !selection.has(mark));
  paintChosen(brush, given, positionOf, radius, 0.8, (mark) => !many || selection.has(mark));
  brush.strokeStyle = theme.text;
  brush.lineWidth = 1.5;
  if (!many) for (const mark of selection) strokeRing(brush, ...positionOf(mark), radius + 2.5);
  if (hover !== null) strokeRing(brush, ...positionOf(hover), radius + 4);
}

/**
 * @param {Brush} brush
 * @param {Given} given
 * @param {(mark: number) => Point} positionOf
 * @param {number} radius
 * @param {number} alpha
 * @param {(mark: number) => boolean} chosen
 */
function paintChosen(brush, { frame, theme }, positionOf, radius, alpha, chosen) {
  const kinds = frame.kind;
  brush.lineWidth = HOLLOW_LINE;
  for (const kind of PAINT_ORDER) {
    const { colour } = KINDS[kind];
    const edge = seen(colour, theme); // another, where the colour alone stands out too little
    brush.fillStyle = colour;
    brush.strokeStyle = edge;
    for (const hollow of [true, false]) {
      brush.globalAlpha = hollow ? Math.min(1, 1.25 * alpha) : alpha; // thin lines need all of it
      brush.beginPath();
      for (let mark = 0; mark < kinds.length; mark++) {
        if (kinds[mark] !== kind || isUncertain(frame, mark) !== hollow || !chosen(mark)) continue;
        traceMark(brush, kind, ...positionOf(mark), radius, hollow);
      }
      if (!hollow) brush.fill();
      if (hollow || edge !== colour) brush.stroke();
    }
  }
  brush.globalAlpha = 1;
}
