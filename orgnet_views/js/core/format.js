// Numbers for reading, as in orgnet_views/numbers.py; tests/numbers.json holds both to the same.

const MINUS = "−";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const COUNTS = new Intl.NumberFormat("en"); // made once: toLocaleString makes one for each number

/**
 * Three digits, whole thousands, powers of ten where they help, and what is no number as such.
 * @param {number | null} value null for what is not finite
 */
export function formatNumber(value) {
  if (value === null || Number.isNaN(value)) return "not a number";
  const sign = value < 0 ? MINUS : "";
  const size = Math.abs(value);
  if (size === Infinity) return `${sign}∞`;
  if (size === 0) return "0";
  if (size < 0.001 || size >= 9999.5) return sign + inPowers(size);
  return sign + (size < 999.5 ? size.toPrecision(3) : formatCount(Math.round(size)));
}

/** @param {number} size */
function inPowers(size) {
  const [digits, exponent] = size.toExponential(1).split("e");
  return `${digits}×${formatPower(Number(exponent))}`;
}

/**
 * A power of ten: 10⁻³
 * @param {number} exponent
 */
export function formatPower(exponent) {
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("");
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

/**
 * A whole number: 1,200
 * @param {number} count
 */
export function formatCount(count) {
  return COUNTS.format(count);
}

/**
 * A count with its noun, as in orgnet_core/plurals.py: 1 step, 1,200 steps
 * @param {number} count @param {string} noun
 */
export function countOf(count, noun) {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/**
 * Exponents of ten for the ticks of a logarithmic axis, every `step` of them.
 * @param {number} step
 */
export function exponents(step) {
  /** @type {number[]} */
  const found = [];
  for (let exponent = -36; exponent <= 36; exponent += step) found.push(exponent);
  return found;
}
