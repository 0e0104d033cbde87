import assert from "node:assert/strict";
import { test } from "node:test";

import { COUNTS, csv, typeOf } from "../../orgnet_views/js/core/columns.js";
import { epochTable, particleTable } from "../../orgnet_views/js/core/tables.js";
import { ORGANISM, frameOf } from "./fakes.js";

const KINDS = [0, 1, 1, 2, 1, 1, 1, 0, 1, 1, 3, 4, 1, 1];
const frame = frameOf(20, KINDS);

test("a table of particles has a row for each mark", () => {
  const table = particleTable("map", { frame, selection: new Set([3]) }, ORGANISM);
  assert.equal(table.rows.length, 14);
  assert.ok(table.marked);
  assert.deepEqual(table.columns.slice(0, 5), ["particle", "layer", "cell", "edge", "kind"]);
  assert.deepEqual(table.rows[5].slice(0, 5), [5, 1, 2, 2, "other"]);
  assert.deepEqual(table.rows[10].slice(0, 5), [10, 2, 2, 1, "second-order fixpoint"]);
  const selected = table.columns.indexOf("selected");
  assert.deepEqual(table.rows.filter((row) => row[selected]).map(([particle]) => particle), [3]);
  assert.ok(!table.columns.includes("cut"));
});

test("what is cut has a column of its own, particles their numbers in a thinned organism", () => {
  const table = particleTable("map", { frame: frameOf(0, [0, 1]), selection: new Set() }, { ...ORGANISM, every: 7 }, new Set([1]));
  assert.equal(table.columns.at(-1), "cut");
  assert.deepEqual(table.rows.map((row) => [row[0], row.at(-1)]), [[0, 0], [7, 1]]);
});

test("a table over epochs has a row for each step, and a column for each pinned particle", () => {
  const table = epochTable("curves", [frameOf(0), frameOf(10)], [2], 7);
  assert.equal(table.columns.at(-1), "replication_loss_of_particle_14");
  const row = Object.fromEntries(table.columns.map((column, i) => [column, table.rows[1][i]]));
  assert.deepEqual([row.step, row.epoch, row.task_loss, row.self_replicator, row.other], [10, 1, 2, 1, 2]);
  assert.deepEqual([row.train_loss, row.replication_loss_95, row.replication_loss_50], [NaN, NaN, 3]);
  assert.equal(row.replication_loss_of_particle_14, 2);
});

test("columns have a type by their name", () => {
  assert.deepEqual(["kind", "particle", "weight", "self_replicators", ...COUNTS].map(typeOf),
    ["text", "whole", "number", "whole", ...COUNTS.map(() => "whole")]);
});

test("CSV keeps every digit", () => {
  const value = Math.fround(0.1);
  const text = csv({ columns: ["particle", "weight"], rows: [[0, value], [1, NaN]] });
  assert.equal(text, `particle,weight\n0,${value}\n1,NaN\n`);
  assert.equal(Number(text.split("\n")[1].split(",")[1]), value);
});
