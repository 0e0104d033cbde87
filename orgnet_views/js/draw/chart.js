// A Plotly chart that keeps the visitor's zoom while its data change.

let loading;

export function loadPlotly() {
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL("./plotly.min.js", import.meta.url);
    script.onload = () => done(window.Plotly);
    script.onerror = () => failed(new Error("Plotly did not load"));
    document.head.append(script);
  });
  return loading;
}

const CONFIG = {
  displayModeBar: false,
  doubleClick: "reset+autosize",
};

export class Chart {
  constructor(body, plotly) {
    const element = document.createElement("div");
    element.className = "fill";
    body.append(element);
    this.element = element;
    this.plotly = plotly;
    this.line = document.createElement("i");
    this.line.className = "cursor";
    element.after(this.line);
  }

  draw(traces, layout, theme, config = {}) {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width || !height) return;
    const dressed = {
      ...layout,
      width,
      height,
      uirevision: "the visitor's",
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: theme.font, size: 12, color: theme.text },
      hoverlabel: { font: { family: theme.font } },
    };
    for (const [name, axis] of Object.entries(layout)) {
      if (!/^[xy]axis/.test(name)) continue;
      dressed[name] = {
        gridcolor: theme.grid,
        linecolor: theme.grid,
        zeroline: false,
        automargin: false,
        ...axis,
      };
    }
    this.plotly.react(this.element, traces, dressed, { ...CONFIG, ...config });
  }

  // A vertical line at `x`, none for null: moved without drawing the chart again.
  cursor(x) {
    const { xaxis, margin } = this.element.layout ?? {};
    const [low, high] = xaxis?.range ?? [];
    const share = x === null ? NaN : (x - low) / (high - low);
    this.line.hidden = !(share >= 0 && share <= 1);
    if (this.line.hidden) return;
    const width = this.element.clientWidth - margin.l - margin.r;
    this.line.style.left = `${margin.l + share * width}px`;
    this.line.style.top = `${margin.t}px`;
    this.line.style.bottom = `${margin.b}px`;
  }

  destroy() {
    this.plotly.purge(this.element);
  }
}

// "#E69F00", 0.2 → "rgba(230,159,0,0.2)"
export function translucent(hex, alpha) {
  const channels = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgba(${channels.join()},${alpha})`;
}

// What an empty chart says: layout for a chart of `frames` of a run in `state`.
export function invitation(frames, state) {
  if (frames.length > 1) return { annotations: [] };
  const ready = ["ready", "running", "paused"].includes(state);
  const text = ready ? "Press Play, and this grows with every epoch." : "Only the start was recorded.";
  return { annotations: [{ text, showarrow: false, xref: "paper", yref: "paper", x: 0.5, y: 0.5 }] };
}

// Exponents of ten for the ticks of a logarithmic axis, every `step` of them.
export function exponents(step) {
  const found = [];
  for (let exponent = -36; exponent <= 36; exponent += step) found.push(exponent);
  return found;
}
