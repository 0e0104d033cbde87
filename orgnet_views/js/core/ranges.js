// Marks as short text, and back: 0-44_90 means 0 to 44 and 90, as in orgnet_views/ranges.py. Links of
// before have a comma in place of the "_".

const RANGES = /^\d{1,9}(-\d{1,9})?([_,]\d{1,9}(-\d{1,9})?)*$/;

/** @param {Iterable<number>} marks */
export function toRanges(marks) {
  /** @type {[first: number, last: number][]} */
  const ranges = [];
  for (const mark of [...marks].sort((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range && mark === range[1] + 1) range[1] = mark;
    else ranges.push([mark, mark]);
  }
  return ranges.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join("_");
}

/**
 * Those of the marks that are below `count`; null if the text is nothing of the sort.
 * @param {string} text
 * @param {number} count
 */
export function fromRanges(text, count) {
  if (text === "") return [];
  if (!RANGES.test(text)) return null;
  /** @type {Set<number>} */
  const marks = new Set();
  for (const range of text.split(/[_,]/)) {
    const [first, last = first] = range.split("-").map(Number);
    if (first > last) return null;
    for (let mark = first; mark <= Math.min(last, count - 1); mark++) marks.add(mark);
  }
  return [...marks];
}
