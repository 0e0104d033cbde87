// Pictures at another size, the very bytes that orgnet_core/tasks/data/shrinking.py makes of them: first
// row by row, then column by column, with weights rounded to 16 bits, as torch does.

/** @typedef {"bilinear" | "area"} Shrinking bilinear with antialiasing, or means of blocks */
/** @typedef {{ bytes: Uint8Array, rows: number, columns: number }} Picture row by row */
/** @typedef {{ first: number, weights: number[] }} Share of what one new pixel is made */

/** @type {Record<Shrinking, { reach: number, weight: (distance: number) => number }>} in new pixels */
const FILTERS = {
  bilinear: { reach: 1, weight: (distance) => Math.max(0, 1 - Math.abs(distance)) },
  area: { reach: 0.5, weight: (distance) => Number(Math.abs(distance) <= 0.5) },
};
const MOST_BITS = 22; // of a weight's fraction
const LARGEST = 2 ** 15; // that no weight reaches

/**
 * @param {Picture} picture
 * @param {number} rows
 * @param {number} columns
 * @param {Shrinking} shrinking
 * @returns {Picture}
 */
export function resized(picture, rows, columns, shrinking) {
  const across = picture.columns === columns ? picture : transposed(withRows(transposed(picture), columns, shrinking));
  return across.rows === rows ? across : withRows(across, rows, shrinking);
}

/** @param {Picture} picture @returns {Picture} */
export function transposed({ bytes, rows, columns }) {
  return { bytes: bytes.map((_, i) => bytes[(i % rows) * columns + Math.floor(i / rows)]), rows: columns, columns: rows };
}

/** @param {Picture} picture @param {number} rows @param {Shrinking} shrinking @returns {Picture} */
function withRows({ bytes, rows: before, columns }, rows, shrinking) {
  const shares = sharesOf(before, rows, shrinking);
  const bits = bitsFor(Math.max(...shares.flatMap(({ weights }) => weights)));
  const made = new Uint8ClampedArray(rows * columns);
  shares.forEach(({ first, weights }, row) => {
    const whole = weights.map((weight) => Math.floor(weight * 2 ** bits + 0.5));
    for (let column = 0; column < columns; column++) {
      let total = 2 ** (bits - 1);
      whole.forEach((weight, i) => { total += weight * bytes[(first + i) * columns + column]; });
      made[row * columns + column] = Math.floor(total / 2 ** bits);
    }
  });
  return { bytes: new Uint8Array(made), rows, columns };
}

/** @param {number} before pixels @param {number} after @param {Shrinking} shrinking @returns {Share[]} */
function sharesOf(before, after, shrinking) {
  const scale = before / after;
  const { reach, weight } = FILTERS[shrinking];
  const wide = Math.max(1, scale);
  return Array.from({ length: after }, (_, i) => {
    const centre = scale * (i + 0.5);
    const first = Math.max(0, Math.trunc(centre - reach * wide + 0.5));
    const end = Math.min(before, Math.trunc(centre + reach * wide + 0.5));
    const weights = Array.from({ length: end - first }, (_, j) => weight((first + j - centre + 0.5) / wide));
    const sum = weights.reduce((total, each) => total + each, 0);
    return { first, weights: weights.map((each) => each / sum) };
  });
}

/**
 * As many bits of a fraction as keep the largest weight below LARGEST.
 * @param {number} weight
 */
function bitsFor(weight) {
  let bits = 0;
  while (bits < MOST_BITS && Math.trunc(0.5 + weight * 2 ** (bits + 1)) < LARGEST) bits++;
  return bits;
}
