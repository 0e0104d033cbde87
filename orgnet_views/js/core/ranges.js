// Marks as short text, and back: 0-44,90 means 0 to 44 and 90.

const RANGES = /^\d{1,9}(-\d{1,9})?(,\d{1,9}(-\d{1,9})?)*$/;

export function toRanges(marks) {
  const ranges = [];
  for (const mark of [...marks].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && mark === last[1] + 1) last[1] = mark;
    else ranges.push([mark, mark]);
  }
  return ranges.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join();
}

// Those of the marks that are below `count`; null if the text is nothing of the sort.
export function fromRanges(text, count) {
  if (text === "") return [];
  if (!RANGES.test(text)) return null;
  const marks = new Set();
  for (const range of text.split(",")) {
    const [from, to = from] = range.split("-").map(Number);
    for (let mark = from; mark <= Math.min(to, count - 1); mark++) marks.add(mark);
  }
  return [...marks];
}
