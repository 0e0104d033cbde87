"""Who may steer a run on the pages: a page in another session is another visitor's here."""

import pytest
from apps import healthy, lab, run_of, runs_page, status_words, text
from helpers import LONG, wait_until

from orgnet_core.runs.state import State
from orgnet_core.runs.store.annotations import annotation_of
from ui.session import steering

STEERING = ("play", "pause", "step", "stop")


@pytest.fixture
def mine(registry):
    """A visitor's page with a long run of their own, and the run, which grows."""
    app = lab(preset="addition", epochs="10000")
    app.button("play").click()
    healthy(app.run())
    run = run_of(app, registry)
    wait_until(lambda: run.state is State.RUNNING and run.step > 0)
    yield app, run
    run.stop()


def can_press(app) -> list[str]:
    return [key for key in STEERING if not app.button(key).disabled]


def test_who_began_a_run_steers_it_and_others_are_told_that_they_watch(mine):
    app, run = mine
    assert can_press(app.run()) == ["pause", "stop"]
    other = lab(run=run.id)
    assert can_press(other) == [] and "View only" in text(other.caption)
    assert status_words(other).startswith("Training")
    assert "View only" not in text(app.caption)


def forced(widget):
    """The widget as a page shows it that somebody has tampered with."""
    assert widget.disabled
    widget.disabled = widget.proto.disabled = False
    return widget


@pytest.mark.parametrize("key", ["pause", "stop"])
def test_a_page_made_to_press_a_disabled_button_changes_nothing(mine, key):
    _, run = mine
    other = lab(run=run.id)
    forced(other.button(key)).click()
    healthy(other.run())
    assert run.state is State.RUNNING
    run.pause()
    other = lab(run=run.id)
    for key in ("play", "step"):
        step = run.step
        forced(other.button(key)).click()
        healthy(other.run())
        assert (run.state, run.step) == (State.PAUSED, step)


def test_a_watchers_reset_and_settings_leave_the_run_alone_and_begin_one_of_their_own(
    mine, registry
):
    _, run = mine
    for press in ("reset", "new_seed", "apply"):
        other = lab(run=run.id)
        other.button(press).click()
        healthy(other.run())
        assert run.state is State.RUNNING
        own = run_of(other, registry)
        assert own is not run and own.config.organism == run.config.organism
        assert can_press(other) == ["play", "step"]


def test_a_watcher_cannot_let_a_run_go_on_unwatched(mine):
    app, run = mine
    other = lab(run=run.id)
    forced(other.toggle(f"rests_{run.id}")).set_value(False)
    healthy(other.run())
    assert run.rests_unwatched
    app.toggle(f"rests_{run.id}").set_value(False)
    healthy(app.run())
    assert not run.rests_unwatched


def key_in_link(app, run) -> str:
    """The key in the link to take control that the page offers."""
    (link,) = [code.value for code in app.code if "steer=" in code.value]
    query, _, key = link.partition("?")[2].partition("#steer=")
    assert query == f"run={run.id}", "a server on the way sees no more than this"
    return key


def opened_with(key, run):
    """Somebody's Lab whose address had that key, as the browser hands it over."""

    def take_control(shown=steering.take_control):
        steering.open_with(key)
        shown()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steering, "take_control", take_control)
        return lab(run=run.id)


def test_the_link_to_take_control_gives_it(mine):
    app, run = mine
    key = key_in_link(app, run)
    other = opened_with(key, run)
    assert text(other.toast) == "You control this run now."
    assert can_press(other) == ["pause", "stop"]
    other.button("pause").click()
    healthy(other.run())
    assert run.state is State.PAUSED
    assert can_press(app.run()) == ["play", "step", "stop"], "both may"
    assert key_in_link(other, run) == key
    assert [code for code in lab(run=run.id).code if "steer=" in code.value] == []


@pytest.mark.parametrize(
    "key", ["", "x", "../..", "\0", "ε", "<script>", "a" * 10_000, "None", "%00", "'; DROP TABLE"]
)
def test_another_key_is_refused_with_a_sentence(mine, key):
    app, run = mine
    other = opened_with(key, run)
    assert "key is not this run's" in text(other.warning)
    assert can_press(other) == []
    assert can_press(app.run()) == ["pause", "stop"]


def test_the_key_of_one_run_does_not_open_another(mine, registry):
    _, run = mine
    second = run_of(lab(preset="addition"), registry)
    other = opened_with(run.access.key, second)
    assert "key is not" in text(other.warning) and can_press(other) == []


def test_a_link_with_the_key_where_servers_read_it_gives_no_control(mine):
    _, run = mine
    other = lab(run=run.id, steer=run.access.key)
    assert "has an old form" in text(other.warning) and "steer" not in other.query_params
    assert can_press(other) == []


def test_a_run_of_nobody_is_everybodys(registry):
    run = registry.create(LONG, "addition")
    for app in (lab(run=run.id), lab(run=run.id)):
        assert can_press(app) == ["play", "step"] and "View only" not in text(app.caption)


def test_where_everybody_steers_nobody_only_watches(mine, monkeypatch):
    monkeypatch.setenv("ORGNET_EVERYBODY_STEERS", "1")
    assert can_press(lab(run=mine[1].id)) == ["pause", "stop"]


def test_others_may_not_name_pin_or_delete_a_run_however_they_press(mine, registry):
    app, run = mine
    other = runs_page(chosen=[run.id])
    disabled = [other.button(f"runs_{name}").disabled for name in ("open", "pin", "delete")]
    assert disabled == [False, True, True]
    assert f"the runs of others: {run.id}." in text(other.caption)
    for name in ("pin", "delete"):
        forced(other.button(f"runs_{name}")).click()
        healthy(other.run())
    assert registry.store.run(run.id) is not None
    assert not annotation_of(registry.store, run.id).pinned
    app.switch_page("pages/runs.py")
    app.session_state["runs_chosen"] = [run.id]
    healthy(app.run()).button("runs_pin").click()
    healthy(app.run())
    assert annotation_of(registry.store, run.id).pinned
