// Stands in for a canvas' 2-D context and writes SVG: the methods and properties that the views use.
// Lengths are CSS pixels, rounded to hundredths.

const START = {
  fillStyle: "#000000", strokeStyle: "#000000", lineWidth: 1, globalAlpha: 1, font: "10px sans-serif",
  textAlign: "start", imageSmoothingEnabled: true, dash: [], clipped: null,
};
const ANCHORS = { start: "start", left: "start", center: "middle", end: "end", right: "end" };

export class SvgContext {
  constructor(width, height, style = "") {
    [this.width, this.height, this.style] = [width, height, style];
    Object.assign(this, START);
    [this.parts, this.kept, this.path, this.clips] = [[], [], [], 0];
    this.ruler = document.createElement("canvas").getContext("2d");
  }

  toString() {
    const [w, h] = [round(this.width), round(this.height)];
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}">\n` +
      `${this.style && `<style>${this.style}</style>\n`}${this.parts.join("\n")}\n</svg>\n`;
  }

  save() {
    this.kept.push(Object.fromEntries(Object.keys(START).map((name) => [name, this[name]])));
  }

  restore() {
    Object.assign(this, this.kept.pop());
  }

  setLineDash(dash) {
    this.dash = dash;
  }

  beginPath() {
    this.path = [];
  }

  moveTo(x, y) {
    this.path.push(`M${pair(x, y)}`);
  }

  lineTo(x, y) {
    this.path.push(`${this.path.length ? "L" : "M"}${pair(x, y)}`);
  }

  closePath() {
    this.path.push("Z");
  }

  rect(x, y, w, h) {
    this.path.push(`M${pair(x, y)}h${round(w)}v${round(h)}h${round(-w)}Z`);
  }

  // Clockwise, as all views draw; SVG cannot draw a whole circle at once.
  arc(x, y, r, from, to) {
    const at = (angle) => [x + r * Math.cos(angle), y + r * Math.sin(angle)];
    const middle = (from + to) / 2;
    if (this.path.at(-1) !== `M${pair(...at(from))}`) this.lineTo(...at(from));
    for (const angle of [middle, to]) this.path.push(`A${pair(r, r)} 0 0 1 ${pair(...at(angle))}`);
  }

  fill() {
    this.add("path", { d: this.path.join(""), fill: this.fillStyle });
  }

  stroke() {
    this.add("path", { d: this.path.join(""), fill: "none", ...this.pen() });
  }

  clip() {
    const id = `clip-${(this.clips += 1)}`;
    this.parts.push(`<clipPath id="${id}">`);
    this.add("path", { d: this.path.join("") });
    this.parts.push("</clipPath>");
    this.clipped = `url(#${id})`;
  }

  fillRect(x, y, width, height) {
    this.add("rect", { ...box(x, y, width, height), fill: this.fillStyle });
  }

  strokeRect(x, y, width, height) {
    this.add("rect", { ...box(x, y, width, height), fill: "none", ...this.pen() });
  }

  measureText(text) {
    this.ruler.font = this.font;
    return this.ruler.measureText(text);
  }

  fillText(text, x, y, most = Infinity) {
    const [, size, family] = this.font.match(/([\d.]+)px (.*)/);
    const tight = this.measureText(text).width > most;
    this.add("text", {
      x: round(x), y: round(y), fill: this.fillStyle, "font-size": size, "font-family": family,
      "text-anchor": ANCHORS[this.textAlign], ...(tight && { textLength: round(most), lengthAdjust: "spacingAndGlyphs" }),
    }, text);
  }

  // A canvas is embedded as PNG; what is SVG already stays so.
  drawImage(source, x, y, width, height) {
    const svg = source instanceof SvgContext ? String(source) : source.src && decodeURIComponent(source.src.split(/,(.*)/s)[1]);
    if (svg) this.parts.push(`<g transform="translate(${pair(x, y)})">`, svg, "</g>");
    else {
      this.add("image", {
        ...box(x, y, width, height), href: source.toDataURL(), preserveAspectRatio: "none",
        ...(!this.imageSmoothingEnabled && { style: "image-rendering:pixelated" }),
      });
    }
  }

  pen() {
    const dash = this.dash.length ? { "stroke-dasharray": this.dash.join(" ") } : {};
    return { stroke: this.strokeStyle, "stroke-width": this.lineWidth, ...dash };
  }

  add(tag, given, text = "") {
    const attributes = { ...given };
    if (this.globalAlpha < 1) attributes.opacity = this.globalAlpha;
    if (this.clipped) attributes["clip-path"] = this.clipped;
    const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`);
    this.parts.push(`<${tag}${written.join("")}>${escaped(text)}</${tag}>`);
  }
}

function box(x, y, width, height) {
  return { x: round(x), y: round(y), width: round(width), height: round(height) };
}

function round(length) {
  return Number(length.toFixed(2));
}

function pair(x, y) {
  return `${round(x)} ${round(y)}`;
}

function escaped(text) {
  return String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
