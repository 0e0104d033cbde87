// Files of what a panel shows: its picture as PNG or SVG, its numbers as CSV or Parquet.

import { drawOn } from "./canvas.js";
import { csv, typeOf } from "./columns.js";
import { fontFace } from "./font.js";
import { captionOf, paintCaption } from "./caption.js";
import { SvgContext } from "./svg.js";

const FINE = 2; // a picture's pixels for each pixel of the page
const TYPES = { png: "image/png", svg: "image/svg+xml", csv: "text/csv", parquet: "application/vnd.apache.parquet" };

// Surfaces of a size in CSS pixels: `context` to draw on, `image` to draw elsewhere.
const SURFACES = {
  png(width, height) {
    const image = document.createElement("canvas");
    [image.width, image.height] = [width * FINE, height * FINE];
    const context = image.getContext("2d");
    context.scale(FINE, FINE);
    return { context, image, bytes: () => new Promise((done) => image.toBlob(done, TYPES.png)) };
  },
  svg(width, height, style) {
    const context = new SvgContext(width, height, style);
    return { context, image: context, bytes: () => String(context) };
  },
};

export async function savePicture(form, stem, shown) {
  download(`${stem}.${form}`, await pictureOf(form, shown), TYPES[form]);
}

export async function saveNumbers(form, stem, table) {
  const text = csv(table);
  download(`${stem}.${form}`, form === "csv" ? text : await parquet(text, table.columns), TYPES[form]);
}

// The picture of a view with a caption; a chart's axes are Plotly's, marks are drawn once more.
async function pictureOf(form, { view, picture, title, given, plotly }) {
  const { clientWidth: width, clientHeight } = picture;
  const { frame, theme } = given;
  const chart = picture.querySelector(".js-plotly-plot");
  const axes = chart && plotly.toImage(chart, { format: "svg", width, height: clientHeight });
  const marks = SURFACES[form](width, clientHeight);
  if (picture.querySelector("canvas")) drawOn(marks.context, () => view.draw({ ...given, what: ["size"] }));
  const words = picture.querySelector(".under")?.textContent;
  const cursor = chart && boxOf(picture.querySelector(".cursor"));
  const entries = [
    { text: `${title}, step ${frame.step.toLocaleString("en")} (epoch ${Number(frame.epoch.toFixed(2))})` },
    ...(view.legend?.(given) ?? []),
    ...(words ? [{ text: words }] : []),
  ];
  const caption = captionOf(entries, width, widthIn(theme.font));
  const face = await fontFace(theme.font);
  const { context, bytes } = SURFACES[form](width, clientHeight + caption.height, face);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, clientHeight + caption.height);
  if (chart) context.drawImage(await imageOf(await axes, form === "png" ? face : ""), 0, 0, width, clientHeight);
  context.drawImage(marks.image, 0, 0, width, clientHeight);
  context.fillStyle = theme.text;
  if (chart) context.fillRect(...cursor);
  paintCaption(context, caption.placed, clientHeight, theme);
  return bytes();
}

// Where the line is that marks the shown step in a chart; hidden, it has no size.
function boxOf(line) {
  return [line.offsetLeft, line.offsetTop, line.offsetWidth, line.offsetHeight];
}

function widthIn(font) {
  const ruler = document.createElement("canvas").getContext("2d");
  ruler.font = `12px ${font}`;
  return (text) => ruler.measureText(text).width;
}

// An image of SVG, given as an address that holds it; `style` lets it have the page's font.
async function imageOf(source, style) {
  const image = new Image();
  image.src = source.replace("%3E", encodeURIComponent(`><style>${style}</style>`));
  await image.decode();
  return image;
}

async function parquet(text, columns) {
  const types = columns.map(typeOf).join();
  const answer = await fetch(`/organism/parquet?types=${types}`, { method: "POST", body: text }).catch(() => null);
  if (!answer) throw new Error("The server does not answer; CSV needs no server.");
  if (!answer.ok) throw new Error((await answer.json()).error);
  return answer.blob();
}

function download(name, content, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the browser may still be reading
}
