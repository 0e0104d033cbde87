"""Test samples that a page fetches to try an organism on."""

import json

import numpy as np
import pytest
import torch

from orgnet_core.presets import PRESETS
from orgnet_core.tasks import TASKS
from orgnet_views import samples
from ui.endpoints import samples as endpoint


@pytest.fixture
def ask(client, registry):
    """Test samples of a preset's run."""
    endpoint._encoded.cache_clear()

    def ask(preset: str, **query):
        run = registry.create(PRESETS[preset].config, preset)
        return client.get(f"/organism/runs/{run.id}/samples", params=query)

    yield ask
    endpoint._encoded.cache_clear()


def decoded(answer) -> tuple[dict, np.ndarray]:
    """Header, and inputs [samples, inputs]."""
    length = int.from_bytes(answer.content[:4], "little")
    header = json.loads(answer.content[4 : 4 + length])
    data = np.frombuffer(answer.content, header["type"], offset=4 + length)
    return header, data.reshape(header["samples"], -1)


def test_pictures_come_as_bytes_a_thousand_at_a_time(ask):
    header, inputs = decoded(ask("mnist15", **{"from": "1000"}))
    x, y = TASKS["mnist15"].test(torch.float32)
    assert (header["first"], header["samples"], header["total"]) == (1000, 1000, 10_000)
    assert inputs.dtype == np.uint8 and header["targets"] == y[1000:2000].tolist()
    assert torch.equal(torch.tensor(inputs).float().div_(header["scale"]), x[1000:2000])


def test_numbers_come_as_float32(ask):
    header, inputs = decoded(ask("addition"))
    x, y = TASKS["addition"].test(torch.float32)
    assert header["samples"] == header["total"] == 1_000 and header["scale"] == 1
    assert np.array_equal(inputs, x.numpy())
    assert header["targets"] == pytest.approx(y[:, 0].tolist())


def test_an_answer_is_bounded_and_kept_by_the_browser(ask, monkeypatch):
    monkeypatch.setattr(samples, "MOST_BYTES", 64 * 10)
    answer = ask("digits", **{"from": "290"})
    header, _ = decoded(answer)
    assert header["samples"] == 7 and header["total"] == 297
    assert "max-age" in answer.headers["cache-control"]
    header, _ = decoded(ask("digits"))
    assert header["samples"] == 10


@pytest.mark.parametrize("wrong", ["-1", "297", "1.5", "x", ""])
def test_what_is_not_there_is_refused_with_what_is_allowed(ask, wrong):
    answer = ask("digits", **{"from": wrong})
    assert answer.status_code == 400
    assert answer.json() == {"error": "from must be a whole number from 0 to 296."}


def test_a_run_that_is_not_there_is_refused(client):
    assert client.get("/organism/runs/nothing/samples").status_code == 404
