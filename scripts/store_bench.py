"""How long the pages take with many recorded runs: python -m scripts.store_bench [--runs N].

Makes a store of N small runs (10,000 unless said otherwise), each of the few steps that one short
run recorded, in a folder that goes at the end. Then it draws the Runs page and the choice of an
organism as a visitor has them redrawn, without a browser, and prints milliseconds: the first time,
and the median of those after it.
"""

import argparse
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

from streamlit.testing.v1 import AppTest

from orgnet_core.presets import PRESETS
from orgnet_core.runs.live.recorder import Recorder
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.training import Trainer

ROOT = Path(__file__).parents[1]
TURNS = 7
COPY = {  # of a run, with another id, seed and time
    "runs": {
        "config": "json_set(config, '$.seed', :number)",
        "created": "strftime('%Y-%m-%dT%H:%M:%S+00:00', created, :number || ' minutes')",
    }
}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Time the pages with many recorded runs.")
    parser.add_argument("--runs", type=int, default=10_000, metavar="N")
    count = parser.parse_args(arguments).runs
    with tempfile.TemporaryDirectory() as home:
        os.environ["ORGNET_HOME"] = home
        fill(Path(home), count)
        size = Path(home, "orgnet.sqlite").stat().st_size
        print(f"{count:,} runs, {size / 1e6:,.0f} MB")
        for name, (first, again) in measured().items():
            print(f"{name:8} {first:8.0f} ms first {again:8.0f} ms again")


def fill(home: Path, count: int) -> None:
    """A store of so many runs: a short one, and copies of it with seeds of their own."""
    config = PRESETS["addition"].config.changed({"epochs": 1})
    with closing(Store(home)) as store:
        trainer = Trainer(config)
        store.add_run("00000000", Origin("addition", config), "running", trainer.snapshot())
        recorder = Recorder(store, "00000000", trainer)
        while not trainer.done:
            trainer.advance()
            if trainer.due:
                recorder.record()
        store.set_state("00000000", State.FINISHED)
    with closing(sqlite3.connect(home / "orgnet.sqlite")) as db, db:
        found = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        copies = [statement for (table,) in found if (statement := copying(db, table))]
        for number in range(1, count):
            for statement in copies:
                db.execute(statement, {"number": number, "id": f"{number:08x}"})


def copying(db: sqlite3.Connection, table: str) -> str | None:
    """The statement that copies the first run's rows of a table; None of one without any."""
    names = [name for _, name, *_ in db.execute(f"PRAGMA table_info({table})")]
    key = "id" if table == "runs" else "run"
    if key not in names or table == "changes":
        return None
    values = {name: name for name in names} | COPY.get(table, {}) | {key: ":id"}
    return (
        f"INSERT INTO {table} SELECT {', '.join(values.values())} FROM {table} "
        f"WHERE {key} = '00000000'"
    )


def measured() -> dict[str, tuple[float, float]]:
    """(first, median of those after it) in milliseconds, by what is drawn."""
    page = AppTest.from_file(str(ROOT / "pages/runs.py"), default_timeout=600)
    chooser = AppTest.from_function(_chooser, default_timeout=600)
    return {
        "list": _timed(page.run),
        "search": _timed(lambda: page.text_input("runs_search").set_value("seed 77").run()),
        "page": _timed(lambda: _turned(page).run()),
        "chooser": _timed(chooser.run),
    }


def _turned(page: AppTest) -> AppTest:
    """The list whole again, at its second page."""
    page.text_input("runs_search").set_value("")
    if page.pagination:
        page.pagination[0].set_value(2)
    return page


def _timed(draw: Callable[[], AppTest]) -> tuple[float, float]:
    took = []
    for _ in range(TURNS + 1):
        begun = time.perf_counter()
        app = draw()
        took.append(1000 * (time.perf_counter() - begun))
        assert not app.exception, app.exception
    return took[0], median(took[1:])


def _chooser() -> None:
    from ui.session.runs import choose_run

    choose_run()


if __name__ == "__main__":
    main()
