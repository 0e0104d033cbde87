// Files of what a panel shows: its picture as PNG or SVG, its numbers as CSV or Parquet.

import { csv, typeOf } from "../core/columns.js";
import { formatCount } from "../core/format.js";
import { contextOf, drawOn } from "../draw/canvas.js";
import { loadPlotly } from "../draw/chart.js";
import { fontFace } from "../draw/font.js";
import { SvgContext } from "../draw/svg.js";
import { layOut, paintCaption } from "./caption.js";

/** @import { Brush, Given, Source, Table, View } from "../core/contracts.js" */

/**
 * @typedef {"png" | "svg"} PictureForm
 * @typedef {"csv" | "parquet"} TableForm
 *
 * @typedef {object} Surface
 * @property {Brush} brush to draw on it
 * @property {HTMLCanvasElement | SvgContext} image to draw it elsewhere
 * @property {() => Promise<BlobPart>} bytes
 *
 * @typedef {object} Shown what is to be saved
 * @property {View} view
 * @property {HTMLElement} picture the view's element
 * @property {string} title
 * @property {Given} given
 */

const FINE = 2; // a picture's pixels for each pixel of the page
const READ_MS = 60_000; // in which a browser has read what it was given to save
const TYPES = { png: "image/png", svg: "image/svg+xml", csv: "text/csv", parquet: "application/vnd.apache.parquet" };

/** @type {Record<PictureForm, (width: number, height: number, style?: string) => Surface>} CSS pixels */
const SURFACES = {
  png(width, height) {
    const image = document.createElement("canvas");
    [image.width, image.height] = [width * FINE, height * FINE];
    const brush = contextOf(image);
    brush.scale(FINE, FINE);
    return { brush, image, bytes: () => new Promise((done) => image.toBlob((blob) => done(/** @type {Blob} */ (blob)), TYPES.png)) };
  },
  svg(width, height, style) {
    const image = new SvgContext(width, height, style);
    return { brush: image, image, bytes: async () => String(image) };
  },
};

/** @param {PictureForm} form @param {string} stem @param {Shown} shown */
export async function savePicture(form, stem, shown) {
  download(`${stem}.${form}`, await pictureOf(form, shown), TYPES[form]);
}

/**
 * The forms that numbers of a source can be saved in.
 * @param {Source} source
 * @returns {TableForm[]}
 */
export function tableForms({ toParquet }) {
  return toParquet ? ["csv", "parquet"] : ["csv"];
}

/** @param {TableForm} form @param {string} stem @param {Table} table @param {Source} source */
export async function saveNumbers(form, stem, table, { toParquet }) {
  const text = csv(table);
  const bytes = form === "parquet" ? await toParquet?.(text, table.columns.map(typeOf).join()) : text;
  if (bytes) download(`${stem}.${form}`, bytes, TYPES[form]);
}

/**
 * The picture of a view with a caption; a chart's axes are Plotly's, marks are drawn once more.
 * @param {PictureForm} form
 * @param {Shown} shown
 */
async function pictureOf(form, { view, picture, title, given }) {
  const { clientWidth: width, clientHeight } = picture;
  const { theme } = given;
  /** @type {HTMLElement | null} */
  const chart = picture.querySelector(".js-plotly-plot");
  const axes = chart && (await loadPlotly()).toImage(chart, { format: "svg", width, height: clientHeight });
  const marks = SURFACES[form](width, clientHeight);
  if (view.paintPicture) view.paintPicture(marks.brush, given);
  else if (picture.querySelector("canvas")) drawOn(marks.brush, () => view.draw({ ...given, what: ["size"] }));
  const cursor = boxOf(picture.querySelector(".cursor"));
  const caption = layOut(captionOf(view, picture, title, given), width, widthIn(theme.font));
  const face = await fontFace(theme.font);
  const height = clientHeight + caption.height;
  const { brush, bytes } = SURFACES[form](width, height, face);
  brush.fillStyle = theme.background;
  brush.fillRect(0, 0, width, height);
  if (axes) brush.drawImage(await imageOf(await axes, form === "png" ? face : ""), 0, 0, width, clientHeight);
  brush.drawImage(marks.image, 0, 0, width, clientHeight);
  brush.fillStyle = theme.text;
  if (cursor) brush.fillRect(...cursor);
  paintCaption(brush, caption.placed, clientHeight, theme);
  return bytes();
}

/**
 * The step, the view's legend and what it says in words.
 * @param {View} view
 * @param {HTMLElement} picture
 * @param {string} title
 * @param {Given} given
 */
function captionOf(view, picture, title, given) {
  const { frame } = given;
  const words = picture.querySelector(".under")?.textContent;
  return [
    { text: `${title}, step ${formatCount(frame.step)} (epoch ${Number(frame.epoch.toFixed(2))})` },
    ...(view.legend?.(given) ?? []),
    ...(words ? [{ text: words }] : []),
  ];
}

/**
 * Where the line is that marks the shown step in a chart; hidden, it has no size.
 * @param {HTMLElement | null} line
 * @returns {[x: number, y: number, width: number, height: number] | null}
 */
function boxOf(line) {
  return line && [line.offsetLeft, line.offsetTop, line.offsetWidth, line.offsetHeight];
}

/** @param {string} font */
function widthIn(font) {
  const ruler = contextOf(document.createElement("canvas"));
  ruler.font = `12px ${font}`;
  return (/** @type {string} */ text) => ruler.measureText(text).width;
}

/**
 * An image of SVG.
 * @param {string} source an address that holds it
 * @param {string} style lets it have the page's font
 */
async function imageOf(source, style) {
  const image = new Image();
  image.src = source.replace("%3E", encodeURIComponent(`><style>${style}</style>`));
  await image.decode();
  return image;
}

/** @param {string} name @param {BlobPart} content @param {string} type */
function download(name, content, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), READ_MS);
}
