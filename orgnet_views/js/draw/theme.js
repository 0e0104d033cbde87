// How things look: the colours of kinds everywhere, scales for measures, the page's own theme.

export const KINDS = [
  { name: "self-replicator", plural: "self-replicators", colour: "#E69F00", mark: "●" },
  { name: "other", plural: "others", colour: "#0072B2", mark: "◆" },
  { name: "zero", plural: "zero", colour: "#7F7F7F", mark: "■" },
  { name: "secondary", plural: "secondary", colour: "#009E73", mark: "▲" },
  { name: "divergent", plural: "divergent", colour: "#D55E00", mark: "✕" },
];

// A few selected particles are ringed; beyond so many, the others fade instead.
export const FEW = 40;
export const FADED = 0.15;

// Path of a kind's shape around (x, y), so that a kind is told by shape as well as by colour. To
// fill: polygons are left open, since closing each costs more, the more there are in a path.
export function trace(context, kind, x, y, r) {
  switch (kind) {
    case 0:
      context.moveTo(x + r, y);
      context.arc(x, y, r, 0, 2 * Math.PI);
      break;
    case 1:
      polygon(context, [x, y - r, x + r, y, x, y + r, x - r, y]);
      break;
    case 2:
      context.rect(x - 0.8 * r, y - 0.8 * r, 1.6 * r, 1.6 * r);
      break;
    case 3:
      polygon(context, [x, y - r, x + r, y + 0.8 * r, x - r, y + 0.8 * r]);
      break;
    default: {
      const a = 0.35 * r;
      polygon(context, [
        x - r, y - r + a, x - r + a, y - r, x, y - a, x + r - a, y - r, x + r, y - r + a, x + a, y,
        x + r, y + r - a, x + r - a, y + r, x, y + a, x - r + a, y + r, x - r, y + r - a, x - a, y,
      ]);
    }
  }
}

function polygon(context, points) {
  context.moveTo(points[0], points[1]);
  for (let i = 2; i < points.length; i += 2) context.lineTo(points[i], points[i + 1]);
}

// cividis, for sizes of things; purple to green around white (ColorBrewer PRGn), for signs.
export const RAMPS = { size: ["#00224E", "#35456C", "#666970", "#948E77", "#C8B866", "#FEE838"], sign: ["#762A83", "#AF8DC3", "#E7D4E8", "#F7F7F7", "#D9F0D3", "#7FBF7B", "#1B7837"] };

const log = (value) => Math.log10(Math.abs(value));
const asinh = (value) => Math.asinh(value / 1e-4);

// Measures of a particle: `scale` maps a value to 0..1 over `range`, both ends included.
export const MEASURES = {
  kind: { label: "kind" },
  replication_error: measure("replication error", RAMPS.size, log, [1e-8, 1]),
  replication_loss: measure("replication loss", RAMPS.size, log, [1e-16, 1]),
  task_contribution: measure("task contribution", RAMPS.sign, asinh, [-0.1, 0.1]),
  weight: measure("task weight", RAMPS.sign, (value) => value, [-1, 1]),
  gradient: measure("gradient size", RAMPS.size, log, [1e-6, 0.1]),
  became: { label: "became self-replicator" }, // its scale depends on the run: see measureOf
};

function measure(label, colours, transform, range) {
  const [low, high] = range.map(transform);
  const scale = (value) => Math.min(1, Math.max(0, (transform(value) - low) / (high - low)));
  return { label, colours, range, colour: (value) => ramp(colours, scale(value)) };
}

// A measure by name, for a run with these frames.
export function measureOf(name, frames) {
  if (name !== "became") return MEASURES[name];
  const label = `${MEASURES.became.label} at epoch`;
  const scale = measure(label, RAMPS.size, (value) => value, [0, Math.max(1, frames.at(-1).epoch)]);
  const never = "#7F7F7F";
  return { ...scale, never, colour: (value) => (Number.isNaN(value) ? never : scale.colour(value)) };
}

// A colour of a ramp, for a share 0..1 of its length.
export function ramp(colours, share) {
  if (Number.isNaN(share)) return KINDS[4].colour; // not a number: as alarming as it is
  const at = share * (colours.length - 1);
  const i = Math.min(colours.length - 2, Math.floor(at));
  const [a, b] = [rgb(colours[i]), rgb(colours[i + 1])];
  return `rgb(${a.map((channel, k) => Math.round(channel + (b[k] - channel) * (at - i))).join()})`;
}

function rgb(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

export function themeOf(element) {
  const style = getComputedStyle(element);
  const value = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  return {
    text: value("--st-text-color", "#0F151D"),
    background: value("--st-background-color", "#FFFFFF"),
    grid: value("--st-border-color", "#D5DCE5"),
    accent: value("--st-primary-color", "#0072B2"),
    font: value("--st-font", "sans-serif"),
  };
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

// A number for reading: three digits, powers of ten where they help, NaN as such.
export function readable(value) {
  if (value === null || Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 0.001 && size < 10000) return value.toPrecision(3).replace("-", "−");
  const [digits, exponent] = value.toExponential(1).split("e");
  return `${digits.replace("-", "−")}×${power(Number(exponent))}`;
}

export function power(exponent) {
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[digit]).join("");
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}
