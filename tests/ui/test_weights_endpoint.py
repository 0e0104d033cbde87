"""What the page fetches of particle weights: paths of all, or everything of one."""

import asyncio
import json
import threading

import numpy as np
import pytest
import torch
from helpers import advance

from orgnet_core.bench.reference import ReferenceParticle
from orgnet_core.presets import PRESETS
from orgnet_core.trajectories import by_layer, by_particle
from orgnet_views import weights
from ui.endpoints import weights as endpoint
from ui.shared import registry as shared


@pytest.fixture
def registry(fresh_home):
    endpoint._encoded_trajectories.cache_clear()
    return shared.registry()


@pytest.fixture
def run(registry):
    return stepped(registry, 4)


def stepped(registry, steps, **settings):
    run = registry.create(PRESETS["addition"].config.changed(settings), "addition")
    for _ in range(steps):
        advance(run)
    return run


def get(client, run, what, **query):
    return client.get(f"/organism/runs/{run.id}/{what}", params=query)


def decoded(answer) -> tuple[dict, np.ndarray]:
    assert answer.status_code == 200
    length = int.from_bytes(answer.content[:4], "little")
    assert length % 4 == 0
    return json.loads(answer.content[4 : 4 + length]), np.frombuffer(
        answer.content, "<f4", offset=4 + length
    )


def recorded(run) -> tuple[list[int], np.ndarray]:
    steps, weights = zip(*run.particle_weights(), strict=True)
    return list(steps), np.stack(weights)


def test_task_weights_of_all_particles_are_those_of_the_recorded_step(client, run):
    for snapshot in run.snapshots:
        header, data = decoded(get(client, run, "task_weights", step=snapshot.step))
        assert header == {"step": snapshot.step}
        assert data.tobytes() == snapshot.weight.tobytes()


@pytest.mark.parametrize(("step", "status"), [("5000", 404), ("-1", 400), ("x", 400), (None, 400)])
def test_task_weights_of_no_step_are_refused_in_words(client, run, step, status):
    answer = get(client, run, "task_weights", **({"step": step} if step else {}))
    assert answer.status_code == status and "tep" in answer.json()["error"]


def test_paths_of_a_layer_share_their_axes(client, run):
    header, data = decoded(get(client, run, "trajectories"))
    steps, weights = recorded(run)
    expected = by_layer(weights, run.config.organism.shapes)
    assert header["steps"] == steps and header["shown"] == 18 and header["fit"] == "layer"
    assert np.array_equal(data.reshape(len(steps), 18, 3), expected.coordinates)
    assert header["explained"] == expected.explained.tolist()


def test_each_particle_can_have_axes_of_its_own(client, run):
    header, data = decoded(get(client, run, "trajectories", fit="particle"))
    expected = by_particle(recorded(run)[1])
    assert np.array_equal(data.reshape(-1, 18, 3), expected.coordinates)
    assert len(header["explained"]) == 18


def test_paths_end_at_the_step_asked_for(client, run):
    header, data = decoded(get(client, run, "trajectories", until=2))
    assert header["steps"] == [0, 1, 2] and data.size == 3 * 18 * 3


def test_before_growing_there_is_a_point_and_nothing_to_explain(client, registry):
    header, data = decoded(get(client, stepped(registry, 0), "trajectories", fit="particle"))
    assert header["steps"] == [0] and header["explained"] == [[None] * 3] * 18
    assert (data == 0).all()


def test_a_long_run_is_thinned_with_its_ends_kept(client, run, monkeypatch):
    monkeypatch.setattr(weights, "MOST_STEPS", 3)
    header, data = decoded(get(client, run, "trajectories"))
    assert header["steps"] == [0, 2, 4] and data.size == 3 * 18 * 3


@pytest.mark.parametrize("fit", weights.FITS)
def test_of_a_large_organism_every_kth_path_travels(client, run, fit, monkeypatch):
    _, whole = decoded(get(client, run, "trajectories", fit=fit))
    endpoint._encoded_trajectories.cache_clear()
    monkeypatch.setattr("orgnet_views.frames.MOST_SHOWN", 7)
    header, data = decoded(get(client, run, "trajectories", fit=fit))
    assert header["shown"] == 6
    assert np.array_equal(data.reshape(-1, 6, 3), whole.reshape(-1, 18, 3)[:, ::3])


def test_the_same_paths_are_fitted_once_and_new_steps_anew(client, run, monkeypatch):
    fitted = []
    monkeypatch.setattr(weights, "by_layer", lambda *a: fitted.append(1) or by_layer(*a))
    first = get(client, run, "trajectories").content
    assert get(client, run, "trajectories", until=99).content == first
    assert len(fitted) == 1
    advance(run)
    header, _ = decoded(get(client, run, "trajectories"))
    assert header["steps"][-1] == 5 and len(fitted) == 2


def test_the_event_loop_goes_on_while_paths_are_fitted(client, run, monkeypatch):
    threads = []
    monkeypatch.setattr(
        weights, "by_layer", lambda *a: threads.append(_loop_runs_here()) or by_layer(*a)
    )
    decoded(get(client, run, "trajectories"))
    assert threads == [False]


def _loop_runs_here() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return threading.current_thread() is threading.main_thread()
    return True


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_particle_comes_with_what_it_was_and_what_it_says_it_is(client, registry, dtype):
    run = stepped(registry, 3, dtype=dtype)
    header, data = decoded(get(client, run, "particles/17"))
    steps, weights = recorded(run)
    assert header["steps"] == steps
    assert header["layers"] == [[3, 5], [3, 3], [1, 3]]
    data = data.reshape(len(steps), 2, 27)
    for (own, says), states in zip(data, weights, strict=True):
        assert np.array_equal(own, states[:, 17].astype(np.float32))
        reference = ReferenceParticle(torch.tensor(states[:, 17]), 3)
        np.testing.assert_allclose(says, reference.replicate(reference.flat), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(header["positions"], reference.positions(), atol=1e-6)


def test_only_later_steps_of_a_particle_travel_when_asked(client, run):
    header, data = decoded(get(client, run, "particles/0", after=2))
    assert header["steps"] == [3, 4] and data.size == 2 * 2 * 27
    header, data = decoded(get(client, run, "particles/0", after=4))
    assert header["steps"] == [] and data.size == 0


def test_a_run_without_recorded_weights_has_no_paths(client, run, monkeypatch):
    monkeypatch.setattr(type(run), "particle_weights", lambda *_: iter(()))
    header, data = decoded(get(client, run, "trajectories"))
    assert header["steps"] == [] and data.size == 0
    header, data = decoded(get(client, run, "particles/0"))
    assert header["steps"] == [] and data.size == 0


@pytest.mark.parametrize("what", ["trajectories", "particles/0"])
def test_an_unknown_run_is_not_found(client, what):
    answer = client.get(f"/organism/runs/nobody/{what}")
    assert answer.status_code == 404 and answer.json() == {"error": "There is no such run."}


@pytest.mark.parametrize(
    ("what", "query", "status", "sentence"),
    [
        ("trajectories", {"fit": "cell"}, 400, "fit must be one of layer, particle."),
        ("trajectories", {"until": "-1"}, 400, "until must be a whole number."),
        ("trajectories", {"until": "٣"}, 400, "until must be a whole number."),
        ("particles/0", {"after": "x"}, 400, "after must be a whole number."),
        ("particles/0", {"after": "9" * 30}, 400, "after must be a whole number."),
        ("particles/x", {}, 400, "A particle's number must be a whole number."),
        ("particles/-1", {}, 400, "A particle's number must be a whole number."),
        ("particles/18", {}, 404, "There are only the particles 0 to 17."),
    ],
)
def test_a_bad_question_is_refused_with_a_sentence(client, run, what, query, status, sentence):
    answer = get(client, run, what, **query)
    assert answer.status_code == status and answer.json() == {"error": sentence}


def test_looking_at_paths_counts_as_watching(clock, client, run):
    clock["now"] = 1000.0
    assert run.unwatched_seconds == 1000
    get(client, run, "trajectories")
    assert run.unwatched_seconds < 500
