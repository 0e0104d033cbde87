"""What the Lab says below its controls when a run rests, and what can be done about it."""

import pytest
from apps import lab, text
from helpers import LONG, SHORT, advance, play_to_the_end, wait_until

from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.runs.store import StoreError, StoreFull
from orgnet_core.training import Trainer
from ui.shared.markdown import escape_markdown


@pytest.fixture
def failing(registry, monkeypatch):
    """Makes a method of the store fail."""

    def failing(method: str, error: StoreError) -> None:
        def fail(*_arguments):
            raise error

        monkeypatch.setattr(registry.store, method, fail)

    return failing


GOES_ON = "Once that is fixed it continues while somebody watches, or press Play."
DELETE = "Delete some on the Runs page."


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (StoreError("the disk is full."), f"the disk is full. {GOES_ON}"),
        (StoreFull("there is no room."), f"there is no room. {DELETE} {GOES_ON}"),
    ],
    ids=["disk", "room"],
)
def test_a_run_that_the_store_cannot_take_says_how_it_goes_on(registry, failing, error, said):
    run = registry.create(SHORT, "addition")
    advance(run)
    failing("add_snapshot", error)
    advance(run)
    assert text(lab(run=run.id).info) == escape_markdown(f"Paused, nothing is lost: {said}")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (StoreError("the disk is full."), "the disk is full."),
        (StoreFull("there is no room."), f"there is no room. {DELETE}"),
    ],
    ids=["disk", "room"],
)
def test_a_run_that_does_not_start_says_why(registry, failing, error, said):
    run = registry.create(SHORT, "addition")
    failing("add_run", error)
    run.play()
    assert text(lab(run=run.id).info) == escape_markdown(f"Not started: {said}")


def test_a_run_that_cannot_go_on_says_how_to_grow_it_anew(registry):
    registry.store.add_run("abc1", Origin(None, LONG), State.PAUSED, Trainer(LONG).snapshot())
    app = lab(run="abc1")
    assert text(app.info) == (
        "It was recorded without what it needs to continue. Reset grows it again from the start."
    )
    assert app.button("play").disabled and not app.button("reset").disabled
    assert not [toggle for toggle in app.toggle if toggle.key == "rests_abc1"]


def test_a_run_that_is_well_says_nothing_more(registry):
    run = registry.create(SHORT, "addition")
    play_to_the_end(run)
    app = lab(run=run.id)
    assert not app.info and not app.error
    assert [toggle.key for toggle in app.toggle] == [f"rests_{run.id}"]
    run = registry.create(LONG, "addition")
    run.play()
    wait_until(lambda: run.step > 0)
    assert not lab(run=run.id).info
    run.stop()
