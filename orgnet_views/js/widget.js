// What anywidget runs in a notebook's page (orgnet_views/notebook/widget.py fills in the places): opens
// the views' modules, once for all boards of a version, and renders one.

/** @import { Model } from "./notebook.js" */

const VERSION = "{{VERSION}}";
const PACKED = "{{PACKED}}";
const STATIC = /(\bfrom\s*|^import\s*)["'](orgnet\/[^"']+)["']/gm;
const DYNAMIC = /\bimport\(`(orgnet\/[^`]+)`\)/g;

/** By version: modules' addresses by name, and the host's module. @type {Record<string, Opened>} */
const opened = /** @type {any} */ (globalThis).orgnetNotebook ??= {};
/** @typedef {{ addresses: Record<string, string>, host?: Promise<typeof import("./notebook.js")> }} Opened */

async function load() {
  const bytes = Uint8Array.from(atob(PACKED), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { modules, plotly } = await new Response(stream).json();
  if (!("Plotly" in globalThis)) await runScript(plotly);
  const { addresses } = opened[VERSION];
  for (const [name, code] of modules) addresses[name] = addressOf(withAddresses(code, addresses));
  return import(addresses["orgnet/notebook.js"]);
}

/**
 * A module's code with addresses in place of names; what it imports when it is needed has one by then.
 * @param {string} code
 * @param {Record<string, string>} addresses
 */
function withAddresses(code, addresses) {
  return code
    .replace(STATIC, (_, before, name) => `${before}"${addresses[name]}"`)
    .replace(DYNAMIC, (_, name) => `import(globalThis.orgnetNotebook["${VERSION}"].addresses[\`${name}\`])`);
}

/** @param {string} code */
function addressOf(code) {
  return URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
}

/**
 * As a script of the page, out of sight of a loader that the notebook may have.
 * @param {string} code
 */
async function runScript(code) {
  const script = document.createElement("script");
  script.src = addressOf(`((define, module, exports) => {${code}\n})();`);
  /** @type {Promise<unknown>} */
  const loaded = new Promise((done, failed) => {
    script.onload = done;
    script.onerror = () => failed(new Error("Plotly did not load"));
  });
  document.head.append(script);
  await loaded;
}

export default {
  /** @param {{ model: Model, el: HTMLElement }} output */
  async render(output) {
    opened[VERSION] ??= { addresses: {} };
    const { render } = await (opened[VERSION].host ??= load());
    return render(output);
  },
};
