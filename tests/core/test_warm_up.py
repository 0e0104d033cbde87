"""While the training steps are compiled, a run says so and nobody waits."""

from threading import Event

import numba
import pytest
from helpers import addition, wait_until

from orgnet_core.runs.state import State
from orgnet_core.training import Trainer


@pytest.fixture
def compiled(monkeypatch):
    """An event: until it is set the training steps are not compiled."""
    compiled = Event()
    monkeypatch.setattr(Trainer, "is_warm", property(lambda _: compiled.is_set()))

    def warm_up(_trainer):
        numba.njit(lambda: 0)()  # as new to this machine as a step can be
        compiled.wait(60)

    monkeypatch.setattr(Trainer, "warm_up", warm_up)
    return compiled


@pytest.mark.parametrize("command", ["play", "advance"])
def test_a_command_returns_at_once_and_the_run_says_what_it_waits_for(registry, compiled, command):
    run = registry.create(addition(epochs=1))
    getattr(run, command)()
    wait_until(lambda: "Warming up" in run.message)
    assert run.state is State.RUNNING and run.step == 0
    compiled.set()
    wait_until(lambda: run.state in (State.PAUSED, State.FINISHED))
    assert run.step == (1 if command == "advance" else run.config.steps)
    assert run.message == ""


def test_a_warm_step_is_done_when_the_command_returns(registry):
    run = registry.create(addition(epochs=1))
    Trainer(run.config).warm_up()
    run.advance()
    assert run.step == 1 and run.state is State.PAUSED


def test_nothing_is_said_of_compiling_where_the_steps_are_only_loaded(registry, monkeypatch):
    loading, loaded = Event(), Event()

    def warm_up(_trainer):
        loading.set()
        loaded.wait(60)

    monkeypatch.setattr(Trainer, "is_warm", property(lambda _: loaded.is_set()))
    monkeypatch.setattr(Trainer, "warm_up", warm_up)
    run = registry.create(addition(epochs=1))
    run.play()
    assert loading.wait(60) and run.message == ""
    loaded.set()


@pytest.mark.parametrize("command", ["train", "sweep"])
def test_the_command_line_speaks_of_compiling_only_where_it_compiles(call, monkeypatch, command):
    one, two = ((command, "addition", "--set", f"epochs={epochs}") for epochs in (1, 2))
    assert "Compiling" not in call(*one)[2]
    steps = [numba.njit(lambda: 1), numba.njit(lambda: 2)]
    monkeypatch.setattr(Trainer, "warm_up", lambda _: [step() for step in steps])
    assert call(*two)[2].count("Compiling the training steps, once on this machine") == 1
