"""Stores that are not what this version writes: old ones, unreadable ones, no stores at all."""

import json
import sqlite3
from math import nan
from pathlib import Path

import numpy as np
from helpers import SHORT, addition, left_growing
from safetensors.numpy import save

SCHEMA_1 = """
CREATE TABLE runs (
    id TEXT PRIMARY KEY, preset TEXT, config TEXT NOT NULL, state TEXT NOT NULL,
    message TEXT NOT NULL DEFAULT '', created TEXT NOT NULL
);
CREATE TABLE snapshots (
    run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, step INTEGER NOT NULL,
    scalars TEXT NOT NULL, arrays BLOB NOT NULL, PRIMARY KEY (run, step)
) WITHOUT ROWID;
PRAGMA user_version = 1;
"""
CONFIG = addition(epochs=1)
STEPS, WITH_WEIGHTS, WITH_LATER_SCALAR = (0, 20, 40, 60), (0, 60), (40, 60)


def old_scalars(step: int) -> dict:
    scalars = {
        **{"step": step, "epoch": step / 20, "seconds": 0.5, "task_loss": 1 / (step + 1)},
        **{"train_loss": nan, "metric": 0.25, "train_metric": nan},
        "contribution_method": "leave-one-out",
    }
    later = {"metric_without_replicators": 0.75} if step in WITH_LATER_SCALAR else {}
    return scalars | later


def old_arrays(step: int, dtype: str) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(step)
    names = ("replication_error", "replication_loss", "task_contribution", "weight")
    arrays = {name: chance.normal(size=18).astype(dtype) for name in names}
    arrays["replication_error"][3] = np.inf
    arrays["kind"] = chance.integers(0, 5, 18).astype("uint8")
    if step in WITH_WEIGHTS:
        arrays["particle_weights"] = chance.normal(size=(27, 18)).astype(dtype)
    return arrays


def old_file_in(home: Path) -> Path:
    """A file of schema 1 with a run in float32 and one in float64."""
    path = home / "orgnet.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(SCHEMA_1)
        for run, dtype in (("old", "float32"), ("double", "float64")):
            config = json.loads(CONFIG.changed({"dtype": dtype}).model_dump_json())
            del config["device"], config["kernel"]  # the first files had no such settings
            row = (run, "addition", json.dumps(config), "finished", "Well.", "2026-01-01T00:00")
            db.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?)", row)
            for step in STEPS:
                blob = save(old_arrays(step, dtype))
                row = (run, step, json.dumps(old_scalars(step)), blob)
                db.execute("INSERT INTO snapshots VALUES (?, ?, ?, ?)", row)
    db.close()
    return path


def file_of_9_in(home: Path) -> Path:
    """The file of runs in `home` with a run that a killed process left, as schema 9 had it."""
    left_growing(home, SHORT, 5)
    return _made_older(home / "orgnet.sqlite", 9, "DROP TABLE saved_schedules")


def file_of_8_in(home: Path) -> Path:
    """The same as schema 8 had it."""
    changes = "DROP TABLE nets", "ALTER TABLE runs DROP COLUMN lifted"
    return _made_older(file_of_9_in(home), 8, *changes)


def file_of_7_in(home: Path) -> Path:
    """The same as schema 7 had it."""
    return _made_older(file_of_8_in(home), 7, "DROP TABLE sweeps")


def file_of_6_in(home: Path) -> Path:
    """The same as schema 6 had it."""
    return _made_older(file_of_7_in(home), 6, "ALTER TABLE runs DROP COLUMN versions")


def _made_older(path: Path, schema: int, *changes: str) -> Path:
    with sqlite3.connect(path) as db:
        for change in (*changes, f"PRAGMA user_version = {schema}"):
            db.execute(change)
    db.close()
    return path


def unreadable_runs_in(home: Path) -> dict[str, tuple[str, str]]:
    """A store with a run that can be read and three that cannot."""
    left_growing(home, SHORT, 3)
    config = json.loads(SHORT.model_dump_json())
    rows = {
        "aaaa0001": (json.dumps(config | {"colour": "red"}), "paused"),
        "aaaa0002": ("{", "paused"),
        "aaaa0003": (json.dumps(config), "dancing"),
    }
    with sqlite3.connect(home / "orgnet.sqlite") as db:
        for run, (text_of_config, state) in rows.items():
            values = (run, text_of_config, state)
            db.execute(
                "INSERT INTO runs (id, config, state, created) VALUES (?, ?, ?, '2026-01-01')",
                values,
            )
    db.close()
    return rows


def scribble(path: Path) -> None:
    """What is no database."""
    path.write_text("my diary " * 1000)
