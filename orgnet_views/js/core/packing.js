// Numbers over time, packed small by orgnet_views/replay/packing.py: planes of bytes, each number
// xor-ed with the one a step before.

/** @typedef {"uint8" | "bfloat16" | "float32" | "float64"} PackedType */
/** @typedef {Uint8Array | Float32Array | Float64Array} Numbers */

/** Bytes of a packed number. @type {Record<PackedType, number>} */
export const BYTES = { uint8: 1, bfloat16: 2, float32: 4, float64: 8 };
// Where a number's bytes go in the array that it comes back in: bfloat16 is the upper half of a float32.
const ARRAYS = { uint8: Uint8Array, bfloat16: Float32Array, float32: Float32Array, float64: Float64Array };

/**
 * The numbers, row by row.
 * @param {Uint8Array} packed exactly theirs
 * @param {PackedType} type
 * @param {number} rows steps
 * @param {number} columns numbers of a step
 * @returns {Numbers}
 */
export function unpack(packed, type, rows, columns) {
  const numbers = new ARRAYS[type](rows * columns);
  const bytes = new Uint8Array(numbers.buffer);
  const width = numbers.BYTES_PER_ELEMENT;
  const unused = width - BYTES[type]; // the lowest bytes
  for (let plane = 0; plane < BYTES[type]; plane++) {
    let at = plane * rows * columns;
    for (let column = 0; column < columns; column++) {
      let value = 0;
      for (let row = 0; row < rows; row++) {
        value ^= packed[at++];
        bytes[(row * columns + column) * width + unused + plane] = value;
      }
    }
  }
  return numbers;
}
