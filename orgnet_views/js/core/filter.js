// A filter of a table, as text: conditions that all have to hold, separated by commas.

import { typeOf } from "./columns.js";
import { KINDS } from "./theme.js";

const FORM = /^(\w+)\s*(!=|<=|>=|=|<|>)\s*([^\s=<>!].*)$/;
const TESTS = {
  "=": (a, b) => a === b || (Number.isNaN(a) && Number.isNaN(b)),
  "!=": (a, b) => !TESTS["="](a, b),
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

// A test of a row of `columns`. Throws an Error with one sentence for a condition that is none.
export function filterOf(text, columns) {
  const parts = text.split(",").map((part) => part.trim()).filter(Boolean);
  const conditions = parts.map((part) => conditionOf(part, columns));
  return (row) => conditions.every(({ at, test, value }) => test(row[at], value));
}

function conditionOf(part, columns) {
  const [, name, sign, given] = part.match(FORM) ?? [];
  const at = columns.indexOf(name?.toLowerCase());
  if (!name) throw new Error(`“${part}” needs a column, one of = != < <= > >=, and a value, as in weight > 0.1.`);
  if (at < 0) throw new Error(`There is no column ${name}; there are ${columns.join(", ")}.`);
  const value = typeOf(columns[at]) === "text" ? wordOf(name, sign, given) : numberOf(name, given);
  return { at, test: TESTS[sign], value };
}

function wordOf(name, sign, given) {
  const words = KINDS.map((kind) => kind.name);
  const word = given.toLowerCase();
  if (!["=", "!="].includes(sign) || !words.includes(word)) {
    throw new Error(`${name} takes = or != and one of ${words.join(", ")}.`);
  }
  return word;
}

function numberOf(name, given) {
  const value = Number(given.replace("−", "-"));
  if (Number.isNaN(value) && given.toLowerCase() !== "nan") {
    throw new Error(`${name} is compared with a number such as 0.1, 1e-5 or NaN, not with “${given}”.`);
  }
  return value;
}
