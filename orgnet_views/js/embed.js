// /embed?run=…&views=map,plane: views of one run in a frame of another page, at the step and with the
// selection that the address names, or live.

import { Address } from "./core/address.js";
import { Events } from "./core/events.js";
import { Host } from "./host.js";
import { STANDS } from "./parts/own_seed.js";
import { arraysOf } from "./views/index.js";

/** @import { News } from "./core/announced.js" */
/** @import { Refusal } from "./core/answers.js" */
/** @import { Store } from "./core/contracts.js" */

const HOW = "The address names a run and its views, such as /embed?run=4b527081&views=map,plane.";
const asked = new URLSearchParams(location.search);
const [run, views] = [asked.get("run"), asked.get("views")];
// Of frames it fetches what the views draw from; of views that there are not the server says so.
const arrays = await arraysOf(views?.split(",") ?? []).catch(() => null);
const host = new Host(arrays ? ["kind", ...arrays].join() : undefined);
if (run && views && /^\w+$/.test(run)) showRun(run, views);
else host.say(HOW, true);

/** @param {string} run @param {string} views */
async function showRun(run, views) {
  try {
    const store = await host.show(run, { views, particle: asked.get("particle") ?? "0" });
    if (store && !views.split(",").includes("timeline")) keepAddress(store);
  } catch (error) {
    return host.say(/** @type {Refusal} */ (error).message, true);
  }
  host.addWay("Open in the Lab ↗", `./?run=${run}`, true);
  follow(run);
}

/** @param {string} run */
function follow(run) {
  sayState(host.state);
  const onState = (/** @type {{ run: News } | null} */ state) => {
    if (!state) return host.say("The server no longer has this run.", true);
    host.announce(state.run);
    sayState(state.run.state);
  };
  const onTrouble = (/** @type {Refusal} */ { message }) => {
    host.say(`${message} Trying again…`, true);
    host.forget();
  };
  new Events(`runs/${run}/events`, { onState, onTrouble });
}

/** @param {string} state */
function sayState(state) {
  host.say(`This organism ${STANDS[state] || "has not started"}.`);
}

/**
 * Step and selection as the address names them, and the address after them; where there is a timeline,
 * that does so.
 * @param {Store} store
 */
function keepAddress(store) {
  const address = new Address(store, (sentence) => host.say(sentence, true));
  store.listen((what) => { if (what === "position" || what === "selection") address.update(); });
}
