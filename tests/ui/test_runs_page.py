"""The Runs page: finding, naming, comparing, deleting, taking away and bringing back."""

import io
import json
import sqlite3
from contextlib import closing
from zipfile import ZipFile

import pytest
import streamlit as st
from apps import healthy, led_to, opened, runs_page, text
from helpers import addition, advance, forget_all, play_to_the_end
from many import record_many
from streamlit.testing.v1 import AppTest

from orgnet_core.phases import Phase
from orgnet_core.runs import versions
from orgnet_core.runs.archive.write import archived
from orgnet_core.runs.state import State
from orgnet_core.runs.store.annotations import annotation_of, pin, rename
from orgnet_core.runs.store.quota import Quota
from orgnet_core.version import __version__
from orgnet_views.replay.page import replay_page
from ui.runs.compare import differences
from ui.runs.table import CHOSEN, MOST_SHOWN
from ui.shared.markdown import escape_markdown
from ui.shared.rows import found, rows

HOSTILE = [
    "<script>alert(1)</script>",
    "![](http://127.0.0.1:9/x.png)",
    "[x](javascript:alert(1))",
    ":material/face: :smile:",
    "$\\latex$",
    ":red[hot]",
    "<a href='javascript:alert(1)'>x</a>",
    "# **bold** `code`",
]


SMALLEST = {  # what an installation may be set to
    "ORGNET_MAX_RUN": "1",
    "ORGNET_MAX_PARTICLES": "1200",
    "ORGNET_MAX_PARTICLE_WEIGHTS": "48000",
}


@pytest.fixture
def runs(registry) -> dict[str, str]:
    """Three finished runs, by the name that each has."""
    made = {}
    for name, changes in (
        ("baseline", {}),
        ("slow", {"replication_lr": 0.001, "seed": 2}),
        ("long", {"epochs": 2}),
    ):
        run = registry.create(addition(epochs=1).changed(changes), "addition")
        play_to_the_end(run)
        rename(registry.store, run.id, name)
        made[name] = run.id
    return made


def names(app: AppTest) -> list[str]:
    """What the table lists, top to bottom."""
    return list(app.dataframe[0].value["run"])


def test_an_empty_page_says_what_to_do(registry):
    app = runs_page()
    assert "Press Play in the Lab" in text(app.info)
    assert len(app.dataframe) == 0
    assert [each.key for each in app.file_uploader] == ["runs_upload", "lift_file"]


def test_every_recorded_run_is_listed_with_where_it_stands(registry, runs):
    registry.store.set_state(runs["slow"], "diverged")
    forget_all(registry)
    table = runs_page().dataframe[0].value
    assert list(table["run"]) == ["long", "slow", "baseline"], "newest first"
    assert list(table["state"]) == ["Finished", "Diverged", "Finished"]
    assert list(table["progress"]) == [100, 100, 100]
    assert list(table["organism"]) == ["addition, seed 1", "addition, seed 2", "addition, seed 1"]
    for name, result, curve in zip(table["run"], table["result"], table["curve"], strict=True):
        recorded = [each.metric for each in registry.store.snapshots(runs[name])]
        assert f"{recorded[-1]:.2g}"[:3] in result and result.endswith("mean absolute error")
        assert list(curve) == recorded


def test_when_a_run_began_is_said_in_the_time_of_who_looks_and_with_its_year(
    registry, runs, monkeypatch
):
    monkeypatch.setattr(type(st.context), "timezone", property(lambda self: "Asia/Tokyo"))
    (column,) = [
        each["type_config"]
        for each in json.loads(runs_page().dataframe[0].proto.columns).values()
        if each.get("type_config", {}).get("type") == "datetime"
    ]
    assert column["timezone"] == "Asia/Tokyo" and "YYYY" in column["format"]


def test_a_run_on_its_way_shows_how_far_it_is(registry):
    run = registry.create(addition(epochs=4), "addition")
    advance(run)
    run.pause()
    table = runs_page().dataframe[0].value
    assert list(table["state"]) == ["Paused"] and list(table["progress"]) == [100 / 80]
    assert list(table["run"]) == [run.id]


@pytest.mark.parametrize(
    ("words", "listed"),
    [
        ("base", ["baseline"]),
        ("SEED 2", ["slow"]),
        ("seed  1 long", ["long"]),
        ("seed 22", []),
        ("addition long", ["long"]),
        ("finished", ["long", "slow", "baseline"]),
        ("long slow", []),
        ("<script>", []),
    ],
)
def test_search_finds_what_has_all_the_words(registry, runs, words, listed):
    app = runs_page()
    app.text_input("runs_search").set_value(words).run()
    healthy(app)
    if listed:
        assert names(app) == listed
    else:
        assert "No run matches" in text(app.info)


def test_search_finds_an_id_and_states_and_orders_do_what_they_say(registry, runs):
    pin(registry.store, runs["slow"], True)
    registry.store.set_state(runs["baseline"], "stopped")
    forget_all(registry)

    def listed(words="", states=(), order="newest"):
        return [row.title for row in found(rows(), words, states, order)]

    assert listed(runs["long"]) == ["long"]
    assert listed(states=["stopped"]) == ["baseline"]
    assert listed(states=["stopped", "finished"]) == ["slow", "long", "baseline"]
    assert listed(order="name") == ["slow", "baseline", "long"]
    metric = {row.title: row.metric for row in rows() if row.title != "slow"}
    assert listed(order="result") == ["slow", *sorted(metric, key=metric.get)]
    assert listed(order="size") == ["slow", "long", "baseline"]


def test_a_score_that_is_no_number_is_never_the_best(registry, runs):
    all_rows = rows()
    all_rows[0].record.scalars["metric"] = float("nan")
    all_rows[1].record.scalars["metric"] = float("inf")
    assert found(all_rows, "", [], "result")[0] is all_rows[2]


def test_of_many_runs_the_table_shows_a_page_and_the_search_finds_all(registry):
    ids = record_many(registry.store, MOST_SHOWN + 50)[::-1]
    app = runs_page()
    assert names(app) == ids[:MOST_SHOWN] and f"of {len(ids)}" in text(app.caption)
    app.session_state[CHOSEN] = [ids[0]]
    app.pagination[0].set_value(2).run()
    assert names(healthy(app)) == ids[MOST_SHOWN:]
    assert f"Chosen: {ids[0]}" in text(app.caption), "also out of sight"
    app.text_input("runs_search").set_value(f"seed {MOST_SHOWN + 49}").run()
    assert names(healthy(app)) == [ids[0]] and not app.pagination
    app.text_input("runs_search").set_value("").run()
    app.selectbox("runs_order").select("result").run()
    assert names(healthy(app)) == ids[:MOST_SHOWN], "ordered as a whole"


def test_a_page_that_search_has_emptied_gives_way_to_the_last(registry):
    record_many(registry.store, 3 * MOST_SHOWN)
    app = runs_page()
    app.pagination[0].set_value(3).run()
    app.text_input("runs_search").set_value("seed 1").run()
    assert len(names(healthy(app))) == 1
    app.text_input("runs_search").set_value("").run()
    assert len(names(healthy(app))) == MOST_SHOWN


def test_a_run_is_renamed_and_a_bad_name_gets_a_sentence(registry, runs):
    app = runs_page([runs["slow"]])
    app.text_input(f"runs_name_{runs['slow']}").set_value("slower")
    app.button("runs_rename_apply").click().run()
    assert names(healthy(app)) == ["long", "slower", "baseline"]
    app.text_input(f"runs_name_{runs['slow']}").set_value("a\u202eb")
    app.button("runs_rename_apply").click().run()
    assert "at most 80 printable characters" in text(healthy(app).warning)
    assert annotation_of(registry.store, runs["slow"]).name == "slower"


def test_deleted_runs_are_brought_back_by_undo(registry, runs):
    app = runs_page([runs["slow"], runs["long"]])
    app.button("runs_delete").click().run()
    assert names(healthy(app)) == ["baseline"]
    assert "Deleted:" in text(app.markdown) and "slow" in text(app.markdown)
    app.button("runs_undo").click().run()
    assert names(healthy(app)) == ["long", "slow", "baseline"]
    assert set(app.session_state[CHOSEN]) == {runs["slow"], runs["long"]}
    assert "Deleted:" not in text(app.markdown)


def test_pinned_runs_come_first_and_into_every_comparison(registry, runs):
    app = runs_page([runs["baseline"]])
    app.button("runs_pin").click().run()
    assert names(healthy(app))[0] == "baseline"
    again = runs_page([runs["slow"]])
    assert list(again.dataframe[1].value.columns) == ["setting", "baseline", "slow"]
    app.button("runs_pin").click().run()
    assert names(healthy(app)) == ["long", "slow", "baseline"]


def test_two_runs_are_compared_by_settings_and_numbers(registry, runs):
    app = runs_page([runs["slow"], runs["baseline"]])
    different = app.dataframe[1].value.set_index("setting")
    assert different.loc["Seed"].to_dict() == {"slow": "2", "baseline": "1"}
    assert set(different.index) == {"Seed", "Replication learning rate"}
    came_to = app.dataframe[2].value.set_index("at the last recorded step")
    last = registry.get(runs["slow"]).latest
    assert came_to.loc["state", "slow"] == "finished"
    replicators = last.kinds["self_replicator"]
    assert came_to.loc["self-replicators", "slow"].startswith(f"{replicators} of 18 ")


def test_the_same_settings_differ_in_nothing(registry, runs):
    run = registry.get(runs["slow"])
    assert differences([run, run], ["a", "b"]) == {"setting": [], "a": [], "b": []}


def test_a_phase_that_only_one_run_has_is_a_dash_in_the_others(registry):
    one, two = (registry.create(addition(phases=(Phase(epochs=1),) * count)) for count in (1, 2))
    different = differences([one, two], ["a", "b"])
    at = different["setting"].index("Epochs, phase 2")
    assert (different["a"][at], different["b"][at]) == ("–", "1")
    assert not [label for label in different["setting"] if "." in label or "_" in label]


def test_runs_that_other_versions_grew_differ_in_that(registry, monkeypatch):
    now = registry.create(addition())
    monkeypatch.setattr(versions, "__version__", "0.0.9")
    before = registry.create(addition())
    different = {"setting": ["grown by version"], "a": [__version__], "b": ["0.0.9"]}
    assert differences([now, before], ["a", "b"]) == different


def test_one_run_or_six_are_not_compared(registry, runs):
    assert "tick two to five" in text(runs_page([runs["slow"]]).caption)
    config = addition(epochs=1)
    more = [registry.create(config.changed({"seed": seed}), "addition") for seed in range(10, 13)]
    for run in more:
        play_to_the_end(run)
    app = runs_page([*runs.values(), *(run.id for run in more)])
    assert "At most five" in text(app.caption) and len(app.dataframe) == 1


def test_a_duplicate_begins_from_the_settings_of_its_run(registry, runs):
    app = runs_page([runs["slow"]])
    field = app.text_input(f"set_{runs['slow']}_replication_lr")
    assert field.value == "0.001"
    app.text_input(f"set_{runs['slow']}_seed").set_value("77")
    app.button("apply").click().run()
    run = registry.get(led_to(app)["run"])
    assert run.config == registry.get(runs["slow"]).config.changed({"seed": 77})
    assert run.state is State.READY and registry.get(runs["slow"]).state is State.FINISHED


def test_settings_left_alone_stay_in_every_phase(registry):
    phases = [{"epochs": 1, "task_lr": 0.001}, {"epochs": 2, "task_lr": 0.002}]
    run = registry.create(addition().changed({"phases": phases}), "addition")
    play_to_the_end(run)
    app = runs_page([run.id])
    app.text_input(f"set_{run.id}_seed").set_value("5")
    app.button("apply").click().run()
    made = registry.get(led_to(app)["run"])
    assert made.config == run.config.changed({"seed": 5})


def test_bad_settings_of_a_duplicate_get_a_sentence(registry, runs):
    app = runs_page([runs["slow"]])
    app.text_input(f"set_{runs['slow']}_batch_size").set_value("![](http://x/y)")
    app.button("apply").click().run()
    assert "a whole number from 1 to 60,000" in text(healthy(app).markdown)
    assert "![](" not in text(app.markdown)


def test_one_run_is_taken_along_as_a_page(registry, runs, downloads):
    runs_page([runs["slow"]])
    name, data = downloads["runs_replay"]
    run = registry.require(runs["slow"])
    assert name == f"organism-{runs['slow']}.html"
    assert data() == replay_page(run, registry.store, light=True)
    app = runs_page([runs["slow"], runs["long"]])
    assert next(
        each for each in app.get("download_button") if "replay" in each.proto.id
    ).proto.disabled


@pytest.fixture
def downloads(monkeypatch):
    """What the page offers: {key: (file name, what a click on it gives)}."""
    offered, draw = {}, st.download_button

    def button(*arguments, key, data, file_name, **options):
        offered[key] = file_name, data
        return draw(*arguments, key=key, data=data, file_name=file_name, **options)

    monkeypatch.setattr(st, "download_button", button)
    return offered


def test_one_run_is_exported_as_its_archive_several_as_archives_in_one(registry, runs, downloads):
    runs_page([runs["slow"]])
    name, data = downloads["runs_export"]
    single = archived(registry.store, runs["slow"])
    assert name == f"organism-{runs['slow']}.zip" and data() == single
    runs_page([runs["slow"], runs["long"]])
    name, data = downloads["runs_export"]
    with ZipFile(io.BytesIO(data())) as archive:
        inside = {each: archive.read(each) for each in archive.namelist()}
    assert name == "organisms.zip" and inside == {
        f"organism-{run}.zip": archived(registry.store, run) for run in (runs["slow"], runs["long"])
    }


def import_files(app: AppTest, *files) -> AppTest:
    app.file_uploader("runs_upload").set_value([(n, data, "application/zip") for n, data in files])
    app.button("runs_import").click()
    return healthy(app.run())


def test_an_archive_is_imported_and_the_run_chosen(registry, runs):
    archive = archived(registry.store, runs["slow"])
    app = import_files(runs_page(), ("taken.zip", archive))
    (imported,) = app.session_state[CHOSEN]
    assert imported in text(app.success) and imported not in runs.values()
    assert names(app).count("slow") == 2
    app.run()
    assert not app.success, "it is said once, and not imported again"
    assert len(registry.store.runs()) == 4


def test_what_is_refused_is_said_and_the_others_are_imported(registry, runs):
    archive = archived(registry.store, runs["slow"])
    app = import_files(runs_page(), ("<b>bad</b>.zip", b"PK no"), ("good.zip", archive))
    assert "Not imported:" in text(app.error) and "This is no zip archive" in text(app.error)
    assert "<b>" not in text(app.error)
    assert len(registry.store.runs()) == 4


def test_an_archive_larger_than_this_server_takes_is_refused(registry, runs, monkeypatch):
    archive = archived(registry.store, runs["slow"])
    for name, value in SMALLEST.items():
        monkeypatch.setenv(name, value)
    app = import_files(runs_page(), ("large.zip", archive + b"\0" * 7_000_000))
    assert "larger than the 7 MB" in text(app.error) and len(registry.store.runs()) == 3


def test_a_run_beyond_what_a_link_may_ask_for_is_not_imported(registry, runs, monkeypatch):
    run = registry.create(addition(epochs=300))
    advance(run)
    archive = archived(registry.store, run.id)
    monkeypatch.setenv("ORGNET_MAX_EPOCHS", "200")
    app = import_files(runs_page(), ("long.zip", archive))
    assert "epochs would be 300; this server allows 200" in text(app.error)
    assert len(registry.store.runs()) == 4, "those that were there"


def test_an_import_takes_no_id_of_a_run_that_waits_to_be_played(registry, runs):
    waiting = registry.create(addition())
    files = dict(unpacked(archived(registry.store, runs["slow"])))
    about = json.loads(files["run.json"]) | {"run": waiting.id}
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as out:
        for name, content in (files | {"run.json": json.dumps(about)}).items():
            out.writestr(name, content)
    app = import_files(runs_page(), ("forged.zip", buffer.getvalue()))
    (brought,) = app.session_state[CHOSEN]
    assert brought != waiting.id and registry.get(waiting.id) is waiting
    assert registry.store.run(waiting.id) is None


def test_where_there_is_no_room_for_an_archive_the_page_says_how_to_make_some(
    registry, runs, monkeypatch
):
    archive = archived(registry.store, runs["slow"])
    monkeypatch.setattr(registry.store, "quota", Quota(all=1))
    app = import_files(runs_page(), ("good.zip", archive))
    assert "ORGNET" in text(app.error) and "Delete some on the Runs page." in text(app.error)
    assert len(registry.store.runs()) == 3


@pytest.mark.parametrize("words", HOSTILE)
def test_names_and_messages_are_never_markup(registry, runs, words):
    files = dict(unpacked(archived(registry.store, runs["slow"])))
    about = json.loads(files["run.json"]) | {"name": words, "message": words, "state": "failed"}
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as out:
        for name, content in (files | {"run.json": json.dumps(about)}).items():
            out.writestr(name, content)
    app = import_files(runs_page(), ("x.zip", buffer.getvalue()))
    (run,) = app.session_state[CHOSEN]
    assert names(app)[0] == words or words in names(app), "a table shows words as they are"
    app.button("runs_delete").click().run()
    undo = text(healthy(app).markdown)
    assert escape_markdown(words) in undo and words not in undo
    app.button("runs_undo").click().run()
    app.session_state[CHOSEN] = [run, runs["long"]]
    assert escape_markdown(words) in text(healthy(app.run()).caption)
    lab = opened()
    lab.query_params["run"] = run
    said = text(healthy(lab.run()).error)
    assert escape_markdown(words) in said and words not in said


def unpacked(archive: bytes):
    with ZipFile(io.BytesIO(archive)) as opened:
        yield from ((name, opened.read(name)) for name in opened.namelist())


@pytest.mark.parametrize("where", ["lab", "particle", "prune", "runs"])
def test_hostile_links_get_a_page_and_no_markup(registry, runs, where):
    for value in [*HOSTILE, "../../etc/passwd", "0" * 5000, "%00", "ab\0cd", "-1"]:
        link = {"run": runs["slow"], "particle": value} if where == "particle" else {"run": value}
        app = healthy(opened(where, **link).run())
        words = text([*app.warning, *app.markdown, *app.error, *app.info])
        assert value == "-1" or value not in words
        if where == "particle":
            assert "names no particle" in words, value
        elif where != "runs":
            assert "has no run" in words, value


def test_a_run_that_cannot_be_read_is_named_with_the_reason(registry, runs, fresh_home):
    with closing(sqlite3.connect(fresh_home / "orgnet.sqlite")) as db, db:
        db.execute("UPDATE runs SET config = '{\"<b>\": 1}' WHERE id = ?", (runs["slow"],))
    app = runs_page()
    assert sorted(names(app)) == ["baseline", "long"]
    (listed,) = app.expander
    assert listed.label.endswith("left unchanged: 1")
    said = text(listed.markdown)
    assert runs["slow"] in said and "This version cannot read" in said and "<b>" not in said
