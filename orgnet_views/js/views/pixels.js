// What the first layer does with each pixel of the picture (paper, Fig. 10): how many of its
// particles replicate themselves, how much weight they carry together, how bright the pixel is.

import { fit } from "./canvas.js";
import { part, surface } from "./dom.js";
import { RAMPS, ramp, readable } from "./theme.js";

const GAP = 16;
const TITLE = 18;

export function create(element, { organism }) {
  const canvas = surface(element);
  const words = part(element, "p", "under");

  function draw({ frame, theme }) {
    const context = fit(canvas);
    if (!readsPixels(organism)) {
      words.textContent = "This organism reads no picture, or is too large to be shown pixel by pixel.";
      return;
    }
    const { replicators, weight } = perPixel(frame, organism);
    const pictures = [
      ["self-replicators", replicators],
      ["sum of |weight|", weight],
      ["mean image", organism.mean],
    ];
    const size = Math.min((canvas.clientWidth - 2 * GAP) / 3, canvas.clientHeight - TITLE);
    pictures.forEach(([title, values], i) => {
      const x = i * (size + GAP);
      context.fillStyle = theme.text;
      context.font = `12px ${theme.font}`;
      context.fillText(`${title}, 0 to ${readable(Math.max(...values))}`, x, 12, size);
      picture(context, values, organism.grid, x, TITLE, size);
    });
    const [ofReplicators, ofWeight] = [replicators, weight].map((values) => correlation(values, organism.mean));
    words.textContent = `Correlation of self-replicators with the mean image: ${said(ofReplicators)}; of |weight|: ` +
      `${said(ofWeight)}.`;
    canvas.setAttribute("aria-label", words.textContent);
  }

  return {
    draw,
    numbers: ({ frame }) => table(frame, organism),
    legend: () => [{ text: "from 0 to the largest", colours: RAMPS.size }],
    wants: ["frames", "position"],
    destroy() {},
  };
}

function readsPixels({ grid, every }) {
  return Boolean(grid) && every === 1;
}

// A row for each pixel; none where the view has no pictures to show.
function table(frame, organism) {
  const columns = ["row", "column", "self_replicators", "sum_absolute_weight", "mean_image"];
  const found = { name: "pixels", columns, rows: [], wants: ["frames", "position"] };
  if (!readsPixels(organism)) return found;
  const { replicators, weight } = perPixel(frame, organism);
  const width = organism.grid[1];
  found.rows = organism.mean.map((mean, i) =>
    [Math.floor(i / width) + 1, (i % width) + 1, replicators[i], weight[i], mean]);
  return found;
}

function perPixel({ kind, weight }, { layers: [[cells, edges]] }) {
  const [replicators, sums] = [new Array(edges).fill(0), new Array(edges).fill(0)];
  for (let p = 0; p < cells * edges; p++) {
    replicators[p % edges] += kind[p] === 0;
    sums[p % edges] += Math.abs(weight[p]);
  }
  return { replicators, weight: sums };
}

function picture(context, values, [rows, columns], x, y, size) {
  const [side, most] = [size / Math.max(rows, columns), Math.max(...values) || 1];
  values.forEach((value, i) => {
    context.fillStyle = ramp(RAMPS.size, value / most);
    context.fillRect(x + (i % columns) * side, y + Math.floor(i / columns) * side, side + 0.5, side + 0.5);
  });
}

function said(correlation) {
  return correlation === null ? "none, every pixel has as many" : readable(correlation);
}

// Pearson's; null if either is constant.
function correlation(a, b) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    ab += (value - ma) * (b[i] - mb);
    aa += (value - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  });
  return aa * bb === 0 ? null : ab / Math.sqrt(aa * bb);
}
