"""The Sweeps page: which runs have come, what they came to, and how to take that along."""

import io
import math
import re
from contextlib import closing
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
import streamlit as st
from apps import alone, charts, components, healthy, led_to, sentences
from helpers import addition
from many import record_sweep
from pyarrow import csv
from pyarrow import parquet as pq

from orgnet_core.cli import main
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.kinds import Kinds
from orgnet_core.runs.store.sweeps import SweepRecord
from orgnet_core.sweeps.differences import Difference, differences
from orgnet_core.sweeps.estimates import Measure
from orgnet_core.sweeps.grid import Grid
from orgnet_core.sweeps.places import InStore
from orgnet_core.tasks import TASKS
from orgnet_views.kinds import KIND_STYLES
from orgnet_views.numbers import format_number
from ui.sweeps.curves import curve_charts, what_curves_show
from ui.sweeps.files import as_csv, as_html, as_parquet
from ui.sweeps.over_time import said_over_time
from ui.sweeps.sentences import difference_sentence
from ui.sweeps.shown import Shown
from ui.sweeps.strips import strips
from ui.sweeps.table import rows

AXES = {"seed": range(3), "particle_hidden": ["2", "3"]}
GRID = Grid(addition(epochs=2), AXES)


@pytest.fixture(scope="module")
def swept_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("swept")
    line = "sweep addition --seeds 0-2 --set particle_hidden=2,3 --set epochs=2 --jobs 1 --json"
    assert main([*line.split(), "--runs", str(home)]) == 0
    return home


@pytest.fixture
def store(swept_home):
    store = Store(swept_home)
    yield store
    store.close()


@pytest.fixture
def kept(store):
    return list(InStore(store).kept(GRID.configs).values())


def test_without_sweeps_the_page_says_how_to_grow_one(fresh_home):
    app = healthy(alone("sweeps").run())
    assert "There is no sweep here yet" in sentences(app)
    assert "sweep addition --seeds 0-9" in app.code[0].value


@pytest.fixture
def page(fresh_home, swept_home):
    (fresh_home / "orgnet.sqlite").write_bytes((swept_home / "orgnet.sqlite").read_bytes())
    return healthy(alone("sweeps").run())


def test_a_sweep_is_shown_with_every_run(page):
    assert page.get("progress")[0].proto.text.startswith("6 of 6 runs finished.")
    assert "Particle width h 3 instead of 2:" in sentences(page)
    assert "median of 3 pairs" in sentences(page)
    assert len(page.dataframe[0].value) == 6
    assert charts(page) == 3  # the strips, and a chart over training for each of two values


def test_the_page_speaks_in_words_and_in_numbers_for_people(page):
    raw = re.compile(r"particle_hidden|metric_name|cut_cost|self_replicators|\de-\d")
    shown = [box.value for box in page.selectbox] + [sentences(page), page.dataframe[0].proto.alt]
    heads = list(page.dataframe[0].value)
    drawn = [each["figure"] + each["alt"] for each in components(page, "organism_chart")]
    names = [run["name"] for run in components(page, "organism_maps")[0]["runs"]]
    assert not [each for each in [*heads, *names, *drawn] if raw.search(each.replace("bdata", ""))]
    assert not raw.search(sentences(page)) and shown
    assert "Particle width h" in heads and "Test mean absolute error" in heads
    assert names[0] == "seed 0, particle width h 2"
    assert [box.label for box in page.selectbox[1:]] == [
        "What to compare",
        "Statistic of each run",
        "Setting",
    ]


def test_the_page_says_which_number_of_each_run_it_shows(page):
    assert "test mean absolute error, at the last recorded step." in sentences(page)
    page.selectbox(key="sweeps_curve").select("cut_cost")
    page.selectbox(key="sweeps_estimate").select("highest")
    said = sentences(healthy(page.run()))
    assert "mean absolute error increase when cut, highest of all recorded steps." in said
    assert "the lowest to the highest of that run's recorded steps" in said


def test_a_click_on_a_point_or_a_name_below_a_map_opens_that_run(page, monkeypatch):
    asked = components(page, "organism_maps")[0]["runs"][4]["id"]
    told = iter([asked])  # once, as a click is
    monkeypatch.setattr("ui.sweeps.maps._component.show", lambda *_: next(told, None))
    assert led_to(page.run()) == {"run": asked}


def test_more_runs_than_a_page_of_maps_holds_come_page_by_page(page, monkeypatch):
    monkeypatch.setattr("ui.sweeps.maps.MOST", 4)
    assert len(components(healthy(page.run()), "organism_maps")[0]["runs"]) == 4
    assert "Runs 1 to 4 of 6" in sentences(page)
    page.session_state["sweeps_page"] = 2
    assert len(components(healthy(page.run()), "organism_maps")[0]["runs"]) == 2
    page.session_state["sweeps_page"] = 9  # of a longer sweep that was shown before
    assert "Runs 1 to 4 of 6" in sentences(healthy(page.run()))


def test_of_a_sweep_that_was_cut_short_the_page_says_what_is_missing(fresh_home, swept_home):
    (fresh_home / "orgnet.sqlite").write_bytes((swept_home / "orgnet.sqlite").read_bytes())
    more = Grid(addition(epochs=2), AXES | {"seed": range(5)})
    store = Store(fresh_home)
    store.sweeps.keep(SweepRecord(more.id, "addition", more.to_json()))
    app = healthy(alone("sweeps").run())
    said = app.get("progress")[0].proto.text
    assert said == "6 of 10 runs finished. Continue, or the same command, grows the others."
    store.sweeps.keep(SweepRecord("0badcafe", None, '{"config": {"colour": "red"}, "axes": {}}'))
    store.close()
    app = healthy(alone("sweeps").run())
    assert "This version cannot read the record of this sweep" in sentences(app)


def test_a_large_sweep_is_read_from_what_its_runs_came_to_and_not_from_their_frames(
    fresh_home, monkeypatch
):
    with closing(Store(fresh_home)) as store:
        record_sweep(store, 30, particle_hidden=[2, 3])
    for reader in ("snapshots", "particle_weights"):
        monkeypatch.setattr(Store, reader, None)
    monkeypatch.setattr(Kinds, "of", None)
    app = healthy(alone("sweeps").run())
    assert app.get("progress")[0].proto.text.startswith("60 of 60 runs finished.")
    assert charts(app) == 3 and len(app.dataframe[0].value) == 60
    assert len(components(app, "organism_maps")[0]["runs"]) == 24
    assert "Runs 1 to 24 of 60" in sentences(app)


def test_a_sweep_that_rests_is_looked_up_once_a_redraw(page, monkeypatch):
    looks, runs = [], Store.runs
    monkeypatch.setattr(Store, "runs", lambda store: looks.append(1) or runs(store))
    healthy(page.run())
    assert len(looks) == 1
    page.selectbox(key="sweeps_curve").select("cut_cost")
    healthy(page.run())
    assert len(looks) == 2


def test_what_is_shown_of_the_same_runs_is_made_once_for_all_who_look(page, monkeypatch):
    made = []
    monkeypatch.setattr("ui.sweeps.strips.strips", lambda *of: made.append(of) or strips(*of))
    st.cache_data.clear()
    first, second = (healthy(alone("sweeps").run()) for _ in range(2))
    assert len(made) == 1 and charts(second) == charts(first) == 3
    assert (second.dataframe[0].value == first.dataframe[0].value).all(axis=None)
    second.selectbox(key="sweeps_curve").select("cut_cost")
    healthy(second.run())
    assert len(made) == 2, "of another quantity another chart"


def test_scores_of_different_tasks_are_called_by_both_names_and_not_subtracted(
    fresh_home, capsys, monkeypatch
):
    line = "sweep addition --seeds 0-1 --set task=addition,mnist15 --set epochs=1 --set hidden=2"
    assert main([*line.split(), "--jobs", "1", "--runs", str(fresh_home)]) == 0
    app = healthy(alone("sweeps").run())
    both = "mean absolute error or accuracy"
    assert f"test {both}, at the last recorded step." in sentences(app)
    assert f"Test {both}" in list(app.dataframe[0].value)
    assert "pairs that differ" not in sentences(app)
    app.selectbox(key="sweeps_curve").select("self_replicators")
    assert "Task mnist15 instead of addition:" in sentences(healthy(app.run()))


def shown(curve="metric", estimate="last", setting="particle_hidden"):
    return Shown(Measure(curve, estimate), setting, (TASKS["addition"],))


def test_a_strip_has_a_point_for_each_run_and_a_bar_at_the_median(kept):
    figure = strips(kept, shown())
    points = [trace for trace in figure.data if trace.mode == "markers"]
    bars = [trace for trace in figure.data if trace.mode == "lines"]
    assert figure.layout.xaxis.ticktext == ("2", "3") and [len(p.x) for p in points] == [3, 3]
    assert {run for strip in points for run in strip.ids} == {each.record.id for each in kept}
    for place, (strip, bar) in enumerate(zip(points, bars, strict=True)):
        assert abs(np.array(strip.x) - place).max() < 0.5 and len(set(strip.x)) == 3
        assert bar.y[0] == np.median(strip.y) and strip.error_y.array is None
    assert len(strips(kept, shown("cut_cost", setting=None)).data) == 2


def test_over_all_steps_a_point_reaches_from_its_lowest_to_its_highest(kept):
    points, _, *_ = strips(kept, shown("cut_cost", "median")).data
    first = kept[0].outcome.cut_cost
    assert points.y[0] == np.median(first)
    assert points.y[0] + points.error_y.array[0] == pytest.approx(max(first))
    assert points.y[0] - points.error_y.arrayminus[0] == pytest.approx(min(first))


def test_costs_over_time_are_said_for_each_value_of_the_setting(kept):
    said = said_over_time(kept, shown("cut_cost"))
    assert len(said) == 2 and said[0].startswith("**Particle width h 2**: over ")
    three = [each for each in kept if each.record.config.particle_hidden == 2]
    costs = [cost for each in three for cost in each.outcome.cut_cost]
    assert f"over {len(costs):,} recorded steps of 3 runs" in said[0]
    assert (
        f"mean absolute error increase has a median of {format_number(np.median(costs))} "
        in said[0]
    )
    (one,) = said_over_time(kept[:1], shown("cut_cost", setting=None))
    assert one.startswith(f"over {len(kept[0].outcome.epoch)} recorded steps of one run, seed 0")
    unknown = replace(kept[0].outcome, cut_cost=[math.nan] * len(kept[0].outcome.epoch))
    runs = [kept[0]._replace(outcome=unknown)]
    assert "not recorded" in said_over_time.__wrapped__(runs, shown("cut_cost", setting=None))[0]


def test_the_page_says_costs_over_time_where_the_cost_is_shown(page):
    assert "The score drop when all" not in sentences(page)
    page.selectbox("sweeps_curve").set_value("cut_cost").run()
    assert "The score drop when all self-replicators are cut" in sentences(healthy(page))


def test_curves_have_every_run_their_median_and_their_range(kept):
    (title, figure), (_, other) = curve_charts(kept, shown())
    band, thin, median = figure.data
    assert title == "Particle width h 2"
    assert figure.layout.yaxis.range == other.layout.yaxis.range, "on one scale"
    there = [each for each in kept if each.record.config.particle_hidden == 2]
    assert set(thin.ids) == {each.record.id for each in there}
    assert np.isnan(thin.y).sum() == 3, "a gap after each"
    last = [each.outcome.metric[-1] for each in there]
    assert median.y[-1] == np.median(last)
    half = len(band.y) // 2
    assert (band.y[half - 1], band.y[half]) == (max(last), min(last))


def test_of_very_many_values_and_runs_the_first_and_some_are_drawn_and_the_page_says_so(
    kept, monkeypatch
):
    monkeypatch.setattr("ui.sweeps.curves.MOST_CHARTS", 1)
    monkeypatch.setattr("ui.sweeps.curves.MOST_LINES", 2)
    ((_, figure),) = curve_charts(kept, shown())
    assert len(set(figure.data[1].ids)) == 2
    said = what_curves_show(kept, shown())
    assert "The first 1 of 2 values are drawn." in said and "Of more than 2 runs" in said


def test_numbers_that_are_none_leave_a_chart_whole(kept):
    strange = [math.nan, math.inf, 0.0, *kept[0].outcome.metric[3:]]
    broken = kept[0]._replace(outcome=replace(kept[0].outcome, metric=strange))
    for each in (curve_charts([broken], shown()), curve_charts([broken], shown("cut_cost"))):
        assert "NaN" not in each[0][1].to_json()
    nothing = replace(broken.outcome, metric=[math.nan] * len(strange))
    assert curve_charts([broken._replace(outcome=nothing)], shown())
    assert strips([broken], shown("metric", "highest"))


def test_the_figures_are_one_file_that_needs_no_other(kept, store):
    diverged = replace(kept[-1].record, state=State.DIVERGED)
    some = [*kept[:-1], kept[-1]._replace(record=diverged)]
    text = as_html("A <sweep>", some, ["particle_hidden"], shown(), store.kinds).decode()
    assert "<h1>A &lt;sweep&gt;</h1>" in text and "plotly.js (basic - minified)" in text
    assert text.count("Plotly.newPlot(") >= 3
    assert "Particle width h 3 instead of 2" in text
    assert text.count("<figure>") == 6, "a map of what diverged, too"
    assert "seed 2, particle width h 3<br>" in text
    for kind, style in KIND_STYLES.items():
        assert f"{style.mark}</b> {style.plural}" in text and f'id="k{kind:d}"' in text
    assert not re.search(r"<(?:script|link)[^>]+(?:src|href)=", text)


def test_files_hold_every_run_with_all_its_digits(kept):
    found = rows(kept, ["particle_hidden"])
    tables = csv.read_csv(io.BytesIO(as_csv(found))), pq.read_table(io.BytesIO(as_parquet(found)))
    for each in tables:
        assert isinstance(each, pa.Table) and each.num_rows == 6
        metrics = [run.outcome.metric[-1] for run in kept]
        assert each.column("metric").to_pylist() == metrics
        assert each.column("digest").to_pylist() == [run.outcome.digest for run in kept]


def test_differences_are_those_of_pairs_that_differ_in_nothing_else(kept):
    (found,) = differences(kept, "particle_hidden", Measure("metric"))
    by = {(k.record.config.seed, k.record.config.particle_hidden): k.outcome for k in kept}
    expected = [by[seed, 3].metric[-1] - by[seed, 2].metric[-1] for seed in range(3)]
    assert (found.reference, found.value, found.pairs) == (2, 3, 3)
    assert found.median == np.median(expected)
    assert min(expected) <= found.low <= found.median <= found.high <= max(expected)
    assert differences(kept, "particle_hidden", Measure("metric")) == [found], "the same each time"
    assert differences(kept[:1], "task", Measure("metric")) == differences(
        [], "task", Measure("metric")
    )


def test_a_difference_in_words():
    found = Difference((5, 5), (10,), 8, 0.0125, -0.002, 0.02)
    said = difference_sentence(found)
    assert said.startswith("10 instead of 5, 5: +0.0125 (median of 8 pairs")
    assert "95 % bootstrap interval −0.002" in said
