// What a column of a table holds, told by its name, which means the same in every table; and tables
// as CSV.

import { KINDS } from "./kinds.js";

/** @import { Table } from "./contracts.js" */

const WHOLE = new Set([
  "particle", "layer", "cell", "edge", "selected", "cut", "step", "row", "column", "self_replicators",
  "weight_number", "particles_cut",
]);

// The column that counts a kind: "self_replicator", …, as in the command line's answers.
export const COUNTS = KINDS.map(({ id }) => id);

/**
 * "whole" is a whole number.
 * @param {string} column
 * @returns {"text" | "whole" | "number"}
 */
export function typeOf(column) {
  if (["kind", "channel", "criterion"].includes(column)) return "text";
  return WHOLE.has(column) || COUNTS.includes(column) ? "whole" : "number";
}

/**
 * Numbers are written with as many digits as it takes to read the very same number again.
 * @param {Pick<Table, "columns" | "rows">} table
 */
export function csv({ columns, rows }) {
  return [columns, ...rows].map((line) => line.join(",")).join("\n") + "\n";
}
