// What a page runs before all else (ui/server/early.py): while the dashboard starts it asks for what the
// views will ask for, by the same stores, which keep it under the run's id.

import { storeOf } from "./core/store.js";
import { weightsOf } from "./core/weights.js";

const told = new URL(import.meta.url).searchParams;
const [run, particle] = [told.get("run"), new URLSearchParams(location.search).get("particle") ?? ""];
if (run) {
  const store = storeOf(run);
  store.follow();
  if (/^\d{1,9}$/.test(particle)) weightsOf(store, Number(particle)).fetchUntil(0);
}
import("./board.js");

// What nothing waits for yet: where the page has nothing else to do.
const views = told.get("views")?.split(" ") ?? [];
globalThis.requestIdleCallback?.(() => {
  import("./views/index.js").then(({ loadView }) => views.forEach(loadView));
});
