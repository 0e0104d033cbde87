"""What maps of many runs fetch: the kind of every particle at the recorded steps of a run."""

import numpy as np
import pytest
from helpers import advance, forget_all, held, strict_json

from orgnet_core.presets import PRESETS
from orgnet_views import recorded_kinds


@pytest.fixture
def run(registry):
    run = registry.create(PRESETS["addition"].config, "addition")
    for _ in range(5):
        advance(run)
    return run


def kinds_of(client, run) -> tuple[list[float], np.ndarray]:
    """Epochs [T] and kinds [T, shown]."""
    data = client.get(f"/organism/runs/{run.id}/kinds").content
    length = int.from_bytes(data[:4], "little")
    header = strict_json(data[4 : 4 + length])
    kinds = np.frombuffer(data[4 + length :], np.uint8)
    return header["epochs"], kinds.reshape(-1, header["shown"])


def test_kinds_of_every_recorded_step_are_served_and_no_run_is_loaded(client, run, registry):
    forget_all(registry)
    epochs, kinds = kinds_of(client, run)
    assert epochs == [each.epoch for each in run.snapshots]
    assert np.array_equal(kinds, [each.kind for each in run.snapshots])
    assert not held(registry), "frames stay on the disk"


def test_a_run_that_has_grown_since_is_served_anew(client, run):
    before, _ = kinds_of(client, run)
    advance(run)
    assert kinds_of(client, run)[0] == [*before, run.latest.epoch]


def test_of_a_long_run_the_first_the_last_and_some_between_are_served(client, run, monkeypatch):
    monkeypatch.setattr(recorded_kinds, "MOST_STEPS", 3)
    advance(run)
    epochs, kinds = kinds_of(client, run)
    recorded = [each.epoch for each in run.snapshots]
    assert len(epochs) == len(kinds) == 3
    assert (epochs[0], epochs[-1]) == (recorded[0], recorded[-1]) and set(epochs) < set(recorded)


def test_a_large_organism_has_fewer_steps_and_every_kth_particle(client, run, monkeypatch):
    monkeypatch.setattr(recorded_kinds, "MOST_BYTES", 12)
    monkeypatch.setattr("orgnet_views.frames.MOST_SHOWN", 7)
    advance(run)
    epochs, kinds = kinds_of(client, run)
    assert kinds.shape == (2, 6) and len(epochs) == 2
    assert np.array_equal(kinds[-1], run.latest.kind[::3])


def test_a_run_that_is_not_there_is_refused_with_a_sentence(client):
    answer = client.get("/organism/runs/nobody/kinds")
    assert (answer.status_code, answer.json()) == (404, {"error": "There is no such run."})
