// Boards of a run in a notebook's output (orgnet_views/notebook/): frames come from the kernel while
// the run grows, and from the recording that the notebook keeps while it rests.

import { mount } from "./board.js";
import { DIVERGENT, KINDS, OTHER } from "./core/kinds.js";
import { pushedSource } from "./core/pushed.js";
import { recordingSource } from "./core/recording.js";
import { RunStore } from "./core/store.js";

/** @import { BoardData, Server, Source } from "./core/contracts.js" */

/**
 * @typedef {object} Model what anywidget gives: values that kernel and page share, and messages
 * @property {(name: string) => any} get
 * @property {(name: string, value: any) => void} set
 * @property {() => void} save_changes
 * @property {(content: any) => void} send
 * @property {(event: string, heard: (...said: any[]) => void) => void} on
 * @property {(event: string, heard: (...said: any[]) => void) => void} off
 */

// Of JupyterLab, VS Code and marimo, and for a page without any of them.
const COLOURS = {
  text: "var(--jp-ui-font-color1, var(--vscode-editor-foreground, var(--foreground, CanvasText)))",
  background: "var(--jp-layout-color0, var(--vscode-editor-background, var(--background, Canvas)))",
  raised: "var(--jp-layout-color2, var(--vscode-editorWidget-background, var(--muted, ButtonFace)))",
  border: "var(--jp-border-color1, var(--vscode-panel-border, var(--border, GrayText)))",
  accent: KINDS[OTHER].colour,
  alarm: `var(--jp-error-color1, var(--vscode-errorForeground, ${KINDS[DIVERGENT].colour}))`,
};
const SILENT_MS = 5000; // until it is said that no kernel answers
const SILENT = "No kernel answers, and this notebook keeps no recording of the run: run the cell again.";

/** @typedef {{ store: RunStore, isRecorded: boolean, end: () => void }} Drawn isRecorded: of a recording */

/**
 * @param {{ model: Model, el: HTMLElement }} output
 * @returns {Promise<() => void>} the way to end it
 */
export async function render(output) {
  const { model } = output;
  let shown = draw(output);
  const goOn = () => {
    if (model.get("recording")?.byteLength) return;
    shown = shown.then(async (drawn) => { // the run grows again
      if (!drawn.isRecorded) drawn.store.follow();
      else drawn.end();
      return drawn.isRecorded ? draw(output) : drawn;
    });
  };
  model.on("change:recording", goOn);
  await shown;
  return () => {
    model.off("change:recording", goOn);
    void shown.then(({ end }) => end());
  };
}

/** @param {{ model: Model, el: HTMLElement }} output @returns {Promise<Drawn>} */
async function draw({ model, el }) {
  const { source, isRecorded, end } = await sourceOf(model);
  /** @type {BoardData & { below: string[] }} */
  const data = model.get("facts");
  const store = new RunStore(data.run, source, { running: 0, other: 0, lost: 2000 });
  store.hasAddress = false;
  el.replaceChildren();
  el.classList.add("orgnet-notebook");
  dress(el);
  const waiting = document.createElement("p");
  const silence = setTimeout(() => { waiting.textContent = SILENT; el.append(waiting); }, SILENT_MS);
  /** @type {Awaited<ReturnType<typeof mount>>[]} */
  const boards = [];
  for (const views of [data.views, ["timeline"], data.below]) {
    if (!views.length) continue;
    const place = el.appendChild(document.createElement("div"));
    place.className = "orgnet";
    boards.push(await mount(place, { ...data, views }, serverOf(model, store, boards), store));
  }
  const leave = keepInStep(model, store);
  const away = store.listen(() => { clearTimeout(silence); waiting.remove(); });
  const themes = new MutationObserver(() => {
    dress(el);
    for (const board of boards) board.requestDraw("size");
  });
  themes.observe(document.body, { attributes: true });
  return {
    store,
    isRecorded,
    end() {
      clearTimeout(silence);
      themes.disconnect();
      for (const done of [leave, away, end]) done();
      for (const board of boards) board.destroy();
    },
  };
}

/**
 * @param {Model} model
 * @returns {Promise<{ source: Source, isRecorded: boolean, end: () => void }>}
 */
async function sourceOf(model) {
  /** @type {DataView | null} */
  const kept = model.get("recording");
  if (kept?.byteLength) {
    const packed = new Blob([/** @type {BlobPart} */ (kept)]).stream().pipeThrough(new DecompressionStream("gzip"));
    return { source: recordingSource(await new Response(packed).arrayBuffer()), isRecorded: true, end() {} };
  }
  const source = pushedSource((from) => model.send({ frames: from }));
  /** @param {{ first: number }} content @param {DataView[]} buffers */
  const hear = ({ first }, [{ buffer, byteOffset, byteLength }]) =>
    source.push(first, /** @type {ArrayBuffer} */ (buffer.slice(byteOffset, byteOffset + byteLength)));
  model.on("msg:custom", hear);
  model.send({ frames: 0 });
  return { source, isRecorded: false, end: () => model.off("msg:custom", hear) };
}

/**
 * @param {Model} model
 * @param {RunStore} store
 * @param {Awaited<ReturnType<typeof mount>>[]} boards
 * @returns {Server}
 */
function serverOf(model, store, boards) {
  /** @param {string} name @param {any} value */
  const report = (name, value) => {
    if (JSON.stringify(model.get(name)) === JSON.stringify(value)) return;
    model.set(name, value);
    model.save_changes();
  };
  const { every } = model.get("facts").organism;
  return {
    reportSelection: (marks) => report("selection", marks.map((mark) => mark * every)),
    reportPosition: (position) => report("step", position === null ? null : store.frames[position]?.step ?? null),
    reportCut: (cut) => boards.forEach((board) => board.show({ cut })),
    openParticle: null,
    followLecture: null,
  };
}

/**
 * What Python sets, the boards show.
 * @param {Model} model
 * @param {RunStore} store
 */
function keepInStep(model, store) {
  const { every } = model.get("facts").organism;
  const select = () => {
    const marks = model.get("selection").map((/** @type {number} */ particle) => Math.floor(particle / every));
    if (JSON.stringify(marks) !== JSON.stringify([...store.selection])) store.select(marks);
  };
  const seek = () => {
    const step = model.get("step");
    const shown = store.position === null ? null : store.frames[store.shown]?.step;
    if (step !== shown) store.setTarget({ step });
  };
  select();
  if (model.get("step") !== null) seek();
  model.on("change:selection", select);
  model.on("change:step", seek);
  return () => {
    model.off("change:selection", select);
    model.off("change:step", seek);
  };
}

/**
 * Sets what the views take their colours from to those of the host, as values that Plotly reads too.
 * @param {HTMLElement} element
 */
function dress(element) {
  const probe = element.appendChild(document.createElement("i"));
  for (const [name, colour] of Object.entries(COLOURS)) {
    probe.style.color = colour;
    element.style.setProperty(`--orgnet-${name}`, getComputedStyle(probe).color);
  }
  element.style.setProperty("--orgnet-font", getComputedStyle(probe).fontFamily);
  probe.remove();
}
