// The specialisation plane: every particle a dot, x its replication loss, y its task contribution.
//
// Plotly draws the axes and does the zooming; the dots are on a canvas above it, so that a tick
// costs one pass over the particles and never rebuilds a chart.

import { fit, nearest, pointing } from "./canvas.js";
import { Chart, exponents } from "./chart.js";
import { legendOf } from "./caption.js";
import { particles } from "./table.js";
import { FADED, FEW, KINDS, power, trace } from "./theme.js";

const MARGIN = { l: 58, r: 10, t: 8, b: 40 };
const UNIT = 1e-4; // below it the y axis is about linear, beyond it logarithmic
const FLOOR = 1e-18; // where a loss of exactly zero is drawn
const CLOSE = 8; // pixels within which the pointer touches a dot

const toX = (loss) => Math.log10(Math.max(loss, FLOOR));
const toY = (contribution) => Math.asinh(contribution / UNIT);

export function create(element, { plotly, store, organism }) {
  const chart = new Chart(element, plotly);
  const axes = chart.element;
  const canvas = document.createElement("canvas");
  canvas.className = "over";
  element.append(canvas);
  let shown = null; // the last arguments of draw
  let home = null; // axis ranges that hold every dot
  let bound = false; // whether Plotly's events are listened to; it offers them once it has drawn

  function draw(given) {
    shown = given;
    const ranges = zoomed() ? home : fitted(home, given.frame);
    if (ranges !== home || !given.what.every((what) => what === "hover" || what === "selection")) {
      home = ranges;
      chart.draw([], layout(home, store.tool), given.theme, { doubleClick: false });
    }
    if (!bound && axes.on) {
      axes.on("plotly_relayout", paint);
      axes.on("plotly_relayouting", paint);
      axes.on("plotly_doubleclick", () =>
        plotly.relayout(axes, { "xaxis.range": [...home.x], "yaxis.range": [...home.y] }));
      bound = true;
    }
    paint();
  }

  function zoomed() {
    const at = axes.layout; // none before the first drawing: a hidden board has no size to draw in
    return at && home && `${[at.xaxis.range, at.yaxis.range]}` !== `${[home.x, home.y]}`;
  }

  function place() {
    const { xaxis, yaxis } = axes.layout;
    const width = axes.clientWidth - MARGIN.l - MARGIN.r;
    const height = axes.clientHeight - MARGIN.t - MARGIN.b;
    const at = ([low, high], value) => (value - low) / (high - low);
    return (particle) => [
      MARGIN.l + width * at(xaxis.range, toX(shown.frame.replication_loss[particle])),
      MARGIN.t + height * (1 - at(yaxis.range, toY(shown.frame.task_contribution[particle]))),
    ];
  }

  function paint() {
    if (!shown || !axes.layout) return;
    const { frame, theme, selection, hover } = shown;
    const context = fit(canvas);
    const position = place();
    const radius = frame.kind.length > 5000 ? 1.8 : frame.kind.length > 200 ? 3.2 : 5;
    context.save();
    context.beginPath();
    context.rect(MARGIN.l, MARGIN.t, axes.clientWidth - MARGIN.l - MARGIN.r,
      axes.clientHeight - MARGIN.t - MARGIN.b);
    context.clip();
    const many = selection.size > FEW;
    const dots = (alpha, chosen) => {
      context.globalAlpha = alpha;
      for (const kind of [1, 0, 2, 3, 4]) {
        context.beginPath();
        for (let p = 0; p < frame.kind.length; p++) {
          if (frame.kind[p] === kind && chosen(p)) trace(context, kind, ...position(p), radius);
        }
        context.fillStyle = KINDS[kind].colour;
        context.fill();
      }
      context.globalAlpha = 1;
    };
    if (many) dots(FADED, (particle) => !selection.has(particle));
    dots(0.8, (particle) => !many || selection.has(particle));
    context.strokeStyle = theme.text;
    context.lineWidth = 1.5;
    if (!many) for (const particle of selection) ring(context, ...position(particle), radius + 2.5);
    if (hover !== null) ring(context, ...position(hover), radius + 4);
    context.restore();
  }

  function under(event) {
    return shown && axes.layout ? nearest(event, element, shown.frame.kind.length, place(), CLOSE) : null;
  }

  function within(holds) {
    const position = place();
    return Array.from(shown.frame.kind.keys()).filter((mark) => holds(...position(mark)));
  }

  const leave = pointing(axes, store, { under, within });

  return {
    draw,
    numbers: (given) => particles("plane", given, organism),
    legend: ({ frame }) => legendOf("kind", frame),
    wants: ["frames", "position", "selection", "hover", "tool"],
    destroy() {
      leave();
      chart.destroy();
    },
  };
}

function ring(context, x, y, r) {
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  context.stroke();
}

// Axis ranges for `frame`: those of before, unless dots fall outside or huddle in a small part, so
// that axes rarely move.
function fitted(home, frame) {
  const x = extent(frame.replication_loss, toX);
  const y = extent(frame.task_contribution, toY);
  if (home && suits(home.x, x) && suits(home.y, y)) return home;
  return { x: [x[0] - 0.8, x[1] + 0.8], y: [y[0] - 0.8, y[1] + 0.8] };
}

function suits([low, high], [least, most]) {
  return least >= low && most <= high && most - least > 0.5 * (high - low) - 1.6;
}

function extent(values, transform) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    const at = transform(value);
    if (at < low) low = at;
    if (at > high && at < Infinity) high = at;
  }
  return low <= high ? [low, high] : [-1, 1];
}

function layout(home, tool) {
  const tens = [0.001, 0.01, 0.1, 1, 10];
  const signed = [...tens.map((v) => -v).reverse(), 0, ...tens];
  const decades = exponents(home.x[1] - home.x[0] > 10 ? 2 : 1);
  const title = (text) => ({ text, font: { size: 12 }, standoff: 4 });
  return {
    margin: MARGIN,
    showlegend: false,
    hovermode: false,
    dragmode: tool === "click" ? "zoom" : false,
    xaxis: {
      title: title("replication loss   ← copies itself better"), range: [...home.x],
      tickvals: decades, ticktext: decades.map(power),
    },
    yaxis: {
      title: title("task contribution   helps →"), range: [...home.y],
      tickvals: signed.map(toY), ticktext: signed.map((value) => String(value).replace("-", "−")),
      zeroline: true,
    },
  };
}
