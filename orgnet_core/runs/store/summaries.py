"""What a list says of each run, in one row: its last scalars, its bytes, its curve, thinned.

Kept beside the snapshots in the transaction that writes them, so that no list looks through those.
"""

import json
import sqlite3
from math import isfinite, nan

POINTS = 60  # of a curve, and the last
SUM_UP = """
SELECT step, scalars, LENGTH(arrays) + IFNULL(LENGTH(particle_weights), 0) AS bytes
FROM snapshots WHERE run = ? ORDER BY step
"""
KEEP = "INSERT OR REPLACE INTO summaries VALUES (?, ?, ?, ?, ?, ?)"


def sum_up(db: sqlite3.Connection, run: str) -> None:
    """The summary of a run, anew from all of its snapshots."""
    db.execute("DELETE FROM summaries WHERE run = ?", (run,))
    step, scalars, size, count, curve = 0, "", 0, 0, list[float]()
    for step, scalars, bytes_of_one in db.execute(SUM_UP, (run,)):  # noqa: B007
        curve, count, size = _longer(curve, count, _metric(scalars)), count + 1, size + bytes_of_one
    if count:
        db.execute(KEEP, (run, step, scalars, size, count, json.dumps(curve)))


def add_to_summary(db: sqlite3.Connection, run: str, step: int, scalars: str, size: int) -> None:
    """After a snapshot was written: a later one is added, for one of a step that was there before
    all is summed up anew."""
    last = db.execute("SELECT * FROM summaries WHERE run = ?", (run,)).fetchone()
    if last is None or last["step"] >= step:
        sum_up(db, run)
        return
    curve = _longer(json.loads(last["curve"]), last["count"], _metric(scalars))
    kept = (run, step, scalars, last["bytes"] + size, last["count"] + 1, json.dumps(curve))
    db.execute(KEEP, kept)


def curve_of(summary: sqlite3.Row, last: float) -> tuple[float, ...]:
    """The metric over the recorded steps, `last` among them; what is no finite number is left
    out."""
    kept: list[float] = json.loads(summary["curve"])
    if (summary["count"] - 1) % _every(summary["count"]):
        kept.append(last)
    return tuple(value for value in kept if isfinite(value))


def _longer(curve: list[float], count: int, metric: float) -> list[float]:
    """Of `count` snapshots every k-th is in the curve; the same with one more."""
    every = _every(count + 1)
    if every > _every(count):
        curve = curve[::2]
    return curve if count % every else [*curve, metric]


def _every(count: int) -> int:
    """The power of two that thins so many snapshots to at most POINTS."""
    every = 1
    while count > POINTS * every:
        every *= 2
    return every


def _metric(scalars: str) -> float:
    """NaN of scalars that cannot be read, as their run cannot be then."""
    try:
        return float(json.loads(scalars)["metric"])
    except (ValueError, TypeError, KeyError):
        return nan
