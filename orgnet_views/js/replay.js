// A recorded run as a page of its own (orgnet_views/replay/page.html): boards on a store that a
// recording fills.

import { mount } from "./board.js";
import { recordingSource } from "./core/recording.js";
import { RunStore } from "./core/store.js";

/** @import { BoardData, Server } from "./core/contracts.js" */

/**
 * Shows the views that elements name in data-views, each a board. Resolves when all are mounted.
 * @param {ArrayBuffer} recording
 * @param {BoardData} data
 */
export async function show(recording, data) {
  const store = new RunStore(data.run, recordingSource(recording));
  store.isNamed = false;
  /** @type {Awaited<ReturnType<typeof mount>>[]} */
  const boards = [];
  /** @type {Server} */
  const server = {
    reportSelection() {},
    reportPosition() {},
    reportCut: (cut) => boards.forEach((board) => board.show({ cut })),
    openParticle: null,
    followLecture: null,
  };
  const places = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-views]"));
  for (const place of places) {
    const views = (place.dataset.views ?? "").split(" ");
    boards.push(await mount(place, { ...data, views }, server, store));
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const board of boards) board.requestDraw("size");
  });
}
