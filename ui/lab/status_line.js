// Where a run stands, as the frames that its board fetches tell it. When what the page was built for is
// another, the page is asked for again.

/** @import { RunStatus, Store } from "../../orgnet_views/js/core/contracts.js" */

/**
 * @typedef {object} Said
 * @property {string} run its id
 * @property {string} assets where the board's modules are
 * @property {RunStatus} status when the page was built
 * @property {boolean} progresses whether the bar says how far it is
 * @property {boolean} returns whether it may grow again after its end
 *
 * @typedef {object} Component as Streamlit gives it
 * @property {Said} data
 * @property {HTMLElement} parentElement
 * @property {(name: string, value: any) => void} setTriggerValue
 */

const LOOK_MS = 10_000; // between two looks at a run that may grow again

/** @type {WeakMap<HTMLElement, StatusLine>} */
const lines = new WeakMap();

class StatusLine {
  /** @param {Component} component */
  constructor({ data, parentElement, setTriggerValue }) {
    this.data = data;
    this.state = /** @type {HTMLElement} */ (parentElement.querySelector(".run_status strong"));
    this.words = /** @type {HTMLElement} */ (parentElement.querySelector(".run_status span"));
    this.bar = /** @type {HTMLProgressElement} */ (parentElement.querySelector("progress"));
    this.askPage = () => setTriggerValue("turned", true);
    this.asked = false; // the page, since it was built
    this.gone = false;
    this.draw = () => this.say(this.data.status); // until the store is there
    this.ignore = () => {}; // the run
    this.follow();
  }

  /** @param {Said} data */
  show(data) {
    const isOther = data.run !== this.data.run;
    this.data = data;
    this.asked = false;
    if (isOther) this.follow();
    else this.draw();
  }

  // Whatever draws the run draws at once, so that nothing names another step than the rest.
  async follow() {
    const { run, assets } = this.data;
    this.ignore();
    this.say(this.data.status);
    const [{ storeOf }, { drawTogether }] = await Promise.all(["core/store.js", "draw/together.js"].map((name) =>
      import(new URL(`${assets}/${name}`, location.href).href)));
    if (this.gone || run !== this.data.run) return; // the page has gone on
    /** @type {Store} */
    const store = storeOf(run);
    const now = () => store.status ?? this.data.status;
    this.draw = () => drawTogether(() => this.say(now()));
    const hear = () => drawTogether(() => this.hear(now()));
    const stop = store.listen((what) => { if (what === "status") hear(); });
    const looking = setInterval(() => { if (this.data.returns) store.follow(); }, LOOK_MS);
    this.ignore = () => {
      stop();
      clearInterval(looking);
    };
    hear();
  }

  /**
   * What the store hears after the page was built may be news to it; what it had heard before is not.
   * @param {RunStatus} now
   */
  hear(now) {
    this.say(now);
    const { state, notice } = this.data.status;
    if (this.asked || (now.state === state && now.notice === notice)) return;
    this.asked = true;
    this.askPage();
  }

  /** @param {RunStatus} status */
  say({ state, words, share }) {
    this.state.textContent = state;
    this.words.textContent = words;
    this.bar.value = share;
    this.bar.hidden = !this.data.progresses;
  }

  leave() {
    this.gone = true;
    this.ignore();
  }
}

/** @param {Component} component */
export default function (component) {
  const { parentElement, data } = component;
  const line = lines.get(parentElement) ?? new StatusLine(component);
  lines.set(parentElement, line);
  line.show(data);
  return () => {
    lines.delete(parentElement);
    line.leave();
  };
}
