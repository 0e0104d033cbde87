"""The Sweeps page: which runs have come, what they came to, and how to take that along."""

import io

import numpy as np
import pyarrow as pa
import pytest
from apps import alone, components, healthy, sentences
from helpers import addition
from pyarrow import csv
from pyarrow import parquet as pq

from orgnet_core.cli import main
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.sweeps import SweepRecord
from orgnet_core.sweeps.differences import Difference, differences
from orgnet_core.sweeps.grid import Grid
from orgnet_core.sweeps.places import InStore
from ui.sweeps.sentences import difference_sentence
from ui.sweeps.strips import strips
from ui.sweeps.table import as_csv, as_parquet, rows

AXES = {"seed": range(3), "particle_hidden": ["2", "3"]}
GRID = Grid(addition(epochs=2), AXES)


@pytest.fixture(scope="module")
def swept_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("swept")
    line = "sweep addition --seeds 0-2 --set particle_hidden=2,3 --set epochs=2 --jobs 1 --json"
    assert main([*line.split(), "--runs", str(home)]) == 0
    return home


@pytest.fixture
def kept(swept_home):
    store = Store(swept_home)
    yield list(InStore(store).kept(GRID.configs).values())
    store.close()


def test_without_sweeps_the_page_says_how_to_grow_one(fresh_home):
    app = healthy(alone("sweeps").run())
    assert "No sweep has been grown here yet" in sentences(app)
    assert "sweep addition --seeds 0-9" in app.code[0].value


def test_a_sweep_is_shown_with_every_run(fresh_home, swept_home):
    (fresh_home / "orgnet.sqlite").write_bytes((swept_home / "orgnet.sqlite").read_bytes())
    app = healthy(alone("sweeps").run())
    assert app.get("progress")[0].proto.text.startswith("6 of 6 runs are here.")
    assert "3 instead of 2:" in sentences(app) and "median of 3 pairs" in sentences(app)
    assert len(app.dataframe[0].value) == 6
    assert len(components(app, "organism_chart")) == 1


def test_of_a_sweep_that_was_cut_short_the_page_says_what_is_missing(fresh_home, swept_home):
    (fresh_home / "orgnet.sqlite").write_bytes((swept_home / "orgnet.sqlite").read_bytes())
    more = Grid(addition(epochs=2), AXES | {"seed": range(5)})
    store = Store(fresh_home)
    store.sweeps.keep(SweepRecord(more.id, "addition", more.to_json()))
    app = healthy(alone("sweeps").run())
    said = app.get("progress")[0].proto.text
    assert said == "6 of 10 runs are here. Go on, or the same command, grows the others."
    store.sweeps.keep(SweepRecord("0badcafe", None, '{"config": {"colour": "red"}, "axes": {}}'))
    store.close()
    app = healthy(alone("sweeps").run())
    assert "This version cannot read how the sweep was recorded" in sentences(app)


def test_a_strip_has_a_point_for_each_run_and_a_bar_at_the_median(kept):
    figure = strips(kept, "particle_hidden", "metric", "test mean absolute error")
    points = [trace for trace in figure.data if trace.mode == "markers"]
    bars = [trace for trace in figure.data if trace.mode == "lines"]
    assert figure.layout.xaxis.ticktext == ("2", "3") and [len(p.x) for p in points] == [3, 3]
    for place, (strip, bar) in enumerate(zip(points, bars, strict=True)):
        assert abs(np.array(strip.x) - place).max() < 0.5 and len(set(strip.x)) == 3
        assert bar.y[0] == np.median(strip.y)
    assert len(strips(kept, None, "cut_cost", "cost").data) == 2


def test_files_hold_every_run_with_all_its_digits(kept):
    found = rows(kept, ["particle_hidden"])
    tables = csv.read_csv(io.BytesIO(as_csv(found))), pq.read_table(io.BytesIO(as_parquet(found)))
    for each in tables:
        assert isinstance(each, pa.Table) and each.num_rows == 6
        metrics = [run.outcome.metric[-1] for run in kept]
        assert each.column("metric").to_pylist() == metrics
        assert each.column("digest").to_pylist() == [run.outcome.digest for run in kept]


def test_differences_are_those_of_pairs_that_differ_in_nothing_else(kept):
    (found,) = differences(kept, "particle_hidden", "metric")
    by = {(k.record.config.seed, k.record.config.particle_hidden): k.outcome for k in kept}
    expected = [by[seed, 3].metric[-1] - by[seed, 2].metric[-1] for seed in range(3)]
    assert (found.reference, found.value, found.pairs) == (2, 3, 3)
    assert found.median == np.median(expected)
    assert min(expected) <= found.low <= found.median <= found.high <= max(expected)
    assert differences(kept, "particle_hidden", "metric") == [found], "the same each time"
    assert differences(kept[:1], "particle_hidden", "metric") == differences([], "task", "metric")


def test_a_difference_in_words():
    found = Difference((5, 5), (10,), 8, 0.0125, -0.002, 0.02)
    said = difference_sentence(found)
    assert said.startswith("10 instead of 5, 5: +0.0125 (median of 8 pairs")
    assert "95 % bootstrap interval −0.002" in said
