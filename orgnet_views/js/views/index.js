// The views, by the names that pages, texts and style sheets call them.

import * as connectivity from "./connectivity.js";
import * as curves from "./curves.js";
import * as history from "./history.js";
import * as inner from "./inner.js";
import * as kinds from "./kinds_over_time.js";
import * as lifelines from "./lifelines.js";
import * as map from "./map.js";
import * as place from "./neighbours.js";
import * as table from "./particle_table.js";
import * as pixels from "./pixels.js";
import * as plane from "./plane.js";
import * as replica from "./replica.js";
import * as response from "./response.js";
import * as timeline from "./timeline.js";
import * as trajectories from "./trajectories.js";

/** @import { CreateView } from "../core/contracts.js" */

/** @type {Record<string, { create: CreateView }>} */
export const VIEWS = {
  map, curves, plane, kinds, timeline, lifelines, pixels, connectivity, trajectories, response, table,
  inner, replica, history, place,
};
