// A filter of a table, as text: conditions that all have to hold, separated by commas.

import { typeOf } from "./columns.js";
import { KINDS } from "./kinds.js";

/** @import { Cell } from "./contracts.js" */
/** @typedef {"=" | "!=" | "<" | "<=" | ">" | ">="} Sign */

const FORM = /^(\w+)\s*(!=|<=|>=|=|<|>)\s*([^\s=<>!].*)$/;

/** @type {Record<Sign, (a: Cell, b: Cell) => boolean>} */
const TESTS = {
  "=": (a, b) => a === b || (Number.isNaN(a) && Number.isNaN(b)),
  "!=": (a, b) => !TESTS["="](a, b),
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/**
 * A test of a row of `columns`. Throws an Error with one sentence for a condition that is none.
 * @param {string} text
 * @param {string[]} columns
 * @returns {(row: Cell[]) => boolean}
 */
export function filterOf(text, columns) {
  const parts = text.split(",").map((part) => part.trim()).filter(Boolean);
  const conditions = parts.map((part) => conditionOf(part, columns));
  return (row) => conditions.every(({ at, test, value }) => test(row[at], value));
}

/** @param {string} part @param {string[]} columns */
function conditionOf(part, columns) {
  const [, name, sign, given] = part.match(FORM) ?? [];
  if (!name) throw new Error(`“${part}” needs a column, one of = != < <= > >=, and a value, as in weight > 0.1.`);
  const at = columns.indexOf(name.toLowerCase());
  if (at < 0) throw new Error(`There is no column ${name}; there are ${columns.join(", ")}.`);
  const value = typeOf(columns[at]) === "text" ? kindOf(name, sign, given) : numberOf(name, given);
  return { at, test: TESTS[/** @type {Sign} */ (sign)], value };
}

/** @param {string} name @param {string} sign @param {string} given */
function kindOf(name, sign, given) {
  const names = KINDS.map((kind) => kind.name);
  const wanted = given.toLowerCase();
  if (!["=", "!="].includes(sign) || !names.includes(wanted)) {
    throw new Error(`${name} takes = or != and one of ${names.join(", ")}.`);
  }
  return wanted;
}

/** @param {string} name @param {string} given */
function numberOf(name, given) {
  const value = Number(given.replace("−", "-"));
  if (Number.isNaN(value) && given.toLowerCase() !== "nan") {
    throw new Error(`${name} is compared with a number such as 0.1, 1e-5 or NaN, not with “${given}”.`);
  }
  return value;
}
