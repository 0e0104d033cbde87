import assert from "node:assert/strict";
import { test } from "node:test";

import { endpoint } from "../../orgnet_views/js/core/endpoints.js";

const MODULE = "organism/assets/0123456789ab/core/endpoints.js";

for (const page of ["http://localhost:8501/", "https://example.org/lab/", "https://hub.org/user/x/proxy/8501/"]) {
  test(`an endpoint stands beside the modules that were loaded below ${page}`, () => {
    assert.equal(endpoint("runs/1f/frames?from=3", page + MODULE), `${page}organism/runs/1f/frames?from=3`);
  });
}
