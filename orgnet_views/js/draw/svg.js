// Stands in for a canvas' 2-D context and writes SVG: the methods and properties that the views use.
// Lengths are CSS pixels, rounded to hundredths.

import { contextOf } from "./canvas.js";

/** @import { Brush } from "../core/contracts.js" */

/**
 * @typedef {object} State what save() keeps
 * @property {Brush["fillStyle"]} fillStyle
 * @property {Brush["strokeStyle"]} strokeStyle
 * @property {number} lineWidth
 * @property {number} globalAlpha
 * @property {string} font
 * @property {CanvasTextAlign} textAlign
 * @property {boolean} imageSmoothingEnabled
 * @property {number[]} dash
 * @property {string | null} clipped the clip path's address
 *
 * @typedef {Record<string, string | number | CanvasGradient | CanvasPattern>} Attributes
 */

/** @type {State} */
const START = {
  fillStyle: "#000000", strokeStyle: "#000000", lineWidth: 1, globalAlpha: 1, font: "10px sans-serif",
  textAlign: "start", imageSmoothingEnabled: true, dash: [], clipped: null,
};
/** @type {Record<CanvasTextAlign, string>} */
const ANCHORS = { start: "start", left: "start", center: "middle", end: "end", right: "end" };

export class SvgContext {
  /** @param {number} width @param {number} height @param {string} [style] CSS */
  constructor(width, height, style = "") {
    this.width = width;
    this.height = height;
    this.style = style;
    this.fillStyle = START.fillStyle;
    this.strokeStyle = START.strokeStyle;
    this.lineWidth = START.lineWidth;
    this.globalAlpha = START.globalAlpha;
    this.font = START.font;
    this.textAlign = START.textAlign;
    this.imageSmoothingEnabled = START.imageSmoothingEnabled;
    this.dash = START.dash;
    this.clipped = START.clipped;
    /** @type {string[]} */
    this.parts = [];
    /** @type {State[]} */
    this.kept = [];
    /** @type {string[]} */
    this.path = [];
    this.clips = 0;
    this.ruler = contextOf(document.createElement("canvas"));
  }

  toString() {
    const [w, h] = [round(this.width), round(this.height)];
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}">\n` +
      `${this.style && `<style>${this.style}</style>\n`}${this.parts.join("\n")}\n</svg>\n`;
  }

  save() {
    const names = /** @type {(keyof State)[]} */ (Object.keys(START));
    this.kept.push(/** @type {any} */ (Object.fromEntries(names.map((name) => [name, this[name]]))));
  }

  restore() {
    Object.assign(this, this.kept.pop());
  }

  /** @param {number[]} dash */
  setLineDash(dash) {
    this.dash = dash;
  }

  beginPath() {
    this.path = [];
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.path.push(`M${pair(x, y)}`);
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.path.push(`${this.path.length ? "L" : "M"}${pair(x, y)}`);
  }

  closePath() {
    this.path.push("Z");
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  rect(x, y, width, height) {
    this.path.push(`M${pair(x, y)}h${round(width)}v${round(height)}h${round(-width)}Z`);
  }

  /**
   * Clockwise, as all views draw; SVG cannot draw a whole circle at once.
   * @param {number} x
   * @param {number} y
   * @param {number} r
   * @param {number} from
   * @param {number} to
   */
  arc(x, y, r, from, to) {
    /** @param {number} angle @returns {[number, number]} */
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

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  fillRect(x, y, width, height) {
    this.add("rect", { ...box(x, y, width, height), fill: this.fillStyle });
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  strokeRect(x, y, width, height) {
    this.add("rect", { ...box(x, y, width, height), fill: "none", ...this.pen() });
  }

  /** @param {string} text */
  measureText(text) {
    this.ruler.font = this.font;
    return this.ruler.measureText(text);
  }

  /** @param {string} text @param {number} x @param {number} y @param {number} [most] width */
  fillText(text, x, y, most = Infinity) {
    const [, size, family] = this.font.match(/([\d.]+)px (.*)/) ?? ["", "10", "sans-serif"];
    const tight = this.measureText(text).width > most;
    this.add("text", {
      x: round(x), y: round(y), fill: this.fillStyle, "font-size": size, "font-family": family,
      "text-anchor": ANCHORS[this.textAlign], ...(tight && { textLength: round(most), lengthAdjust: "spacingAndGlyphs" }),
    }, text);
  }

  /**
   * A canvas is embedded as PNG; what is SVG already stays so.
   * @param {SvgContext | HTMLImageElement | HTMLCanvasElement} source
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   */
  drawImage(source, x, y, width, height) {
    if (source instanceof HTMLCanvasElement) {
      this.add("image", {
        ...box(x, y, width, height), href: source.toDataURL(), preserveAspectRatio: "none",
        ...(!this.imageSmoothingEnabled && { style: "image-rendering:pixelated" }),
      });
      return;
    }
    const svg = source instanceof SvgContext ? String(source) : decodeURIComponent(source.src.split(/,(.*)/s)[1]);
    this.parts.push(`<g transform="translate(${pair(x, y)})">`, svg, "</g>");
  }

  /** @returns {Attributes} */
  pen() {
    const pen = { stroke: this.strokeStyle, "stroke-width": this.lineWidth };
    return this.dash.length ? { ...pen, "stroke-dasharray": this.dash.join(" ") } : pen;
  }

  /** @param {string} tag @param {Attributes} given @param {string} [text] */
  add(tag, given, text = "") {
    const attributes = { ...given };
    if (this.globalAlpha < 1) attributes.opacity = this.globalAlpha;
    if (this.clipped) attributes["clip-path"] = this.clipped;
    const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`);
    this.parts.push(`<${tag}${written.join("")}>${escaped(text)}</${tag}>`);
  }
}

/** @param {number} x @param {number} y @param {number} width @param {number} height */
function box(x, y, width, height) {
  return { x: round(x), y: round(y), width: round(width), height: round(height) };
}

/** @param {number} length */
function round(length) {
  return Number(length.toFixed(2));
}

/** @param {number} x @param {number} y */
function pair(x, y) {
  return `${round(x)} ${round(y)}`;
}

/** @param {unknown} text */
function escaped(text) {
  return String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
