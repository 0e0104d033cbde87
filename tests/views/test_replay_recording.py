"""What a replay holds of a run: read slowly, it is what the store has."""

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from helpers import decode
from replays import grown_into, read
from specimens import CONFIGS

from orgnet_core.cadence import evenly
from orgnet_core.pruning import Specimen, curves_of
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store import Store
from orgnet_views.frames import encode_frames
from orgnet_views.replay import recording
from orgnet_views.replay.recording import recording_of
from orgnet_views.weights import trajectories


@pytest.fixture(scope="module", params=sorted(CONFIGS))
def kept(request, tmp_path_factory) -> Iterator[tuple[Store, Run]]:
    """A store with a small run at its end, and the run."""
    store = Store(tmp_path_factory.mktemp("runs"))
    yield store, grown_into(store, CONFIGS[request.param])
    store.close()


def test_frames_are_those_that_the_server_sends(kept):
    store, run = kept
    header, blocks = read(recording_of(run, store))
    sent = decode(encode_frames(run.view, 0))
    facts = [
        {name: frame[name] for name in header["frames"]["frames"][0]} for frame in sent["frames"]
    ]
    assert header["frames"]["frames"] == facts
    assert (header["frames"]["total"], header["frames"]["more"]) == (len(run.snapshots), False)
    for name, dtype in sent["arrays"].items():
        rows = np.stack([frame[name] for frame in sent["frames"]])
        if dtype == "uint8":
            assert (blocks[f"frames/{name}"] == rows).all()
        else:
            assert np.allclose(blocks[f"frames/{name}"], rows, rtol=0.004, atol=0, equal_nan=True)


def test_task_weights_and_samples_are_exact(kept):
    store, run = kept
    header, blocks = read(recording_of(run, store))
    specimen, task = header["specimen"], Specimen.of(run.config, run.latest).task
    weights = {snapshot.step: snapshot.weight for snapshot in run.snapshots}
    assert specimen["steps"][-1] == run.latest.step
    assert len(specimen["steps"]) == min(25, len(run.snapshots))
    for step, weight in zip(specimen["steps"], blocks["specimen/weight"], strict=True):
        assert weight.tobytes() == weights[step].tobytes()
    x, y = task.test(run.config.torch_dtype)
    inputs = torch.tensor(blocks["specimen/inputs"]).to(x.dtype).div_(specimen["scale"])
    assert torch.equal(inputs, x[: specimen["samples"]])
    targets = blocks["specimen/targets"]
    assert (targets == y[: specimen["samples"]].numpy().reshape(len(targets), -1)).all()
    assert specimen["samples"] == min(1000, task.test_size)


def test_ways_are_along_both_sorts_of_axes_or_in_the_light_form_one(kept):
    store, run = kept
    header, blocks = read(recording_of(run, store))
    assert header["trajectories"].keys() == {"layer", "particle"}
    told, coordinates = trajectories(run, run.latest.step, "layer")
    assert header["trajectories"]["layer"]["steps"] == told["steps"]
    held = blocks["trajectories/layer"].reshape(coordinates.shape)
    assert np.allclose(held, coordinates, rtol=0.004, atol=0)
    assert read(recording_of(run, store, light=True))[0]["trajectories"].keys() == {"layer"}


def test_the_light_form_has_evenly_chosen_steps(kept, monkeypatch):
    store, run = kept
    monkeypatch.setattr(recording, "LIGHT_STEPS", 3)
    header, blocks = read(recording_of(run, store, light=True))
    steps = [snapshot.step for snapshot in evenly(run.snapshots, 3)]
    assert [frame["step"] for frame in header["frames"]["frames"]] == steps
    assert header["frames"]["total"] == 3 == len(blocks["frames/kind"])
    assert header["specimen"]["steps"] == steps


def test_an_organism_shown_in_part_cannot_be_cut(kept, monkeypatch):
    store, run = kept
    monkeypatch.setattr("orgnet_views.frames.MOST_SHOWN", 10)
    header, blocks = read(recording_of(run, store))
    assert header["specimen"] is None and "specimen/weight" not in blocks
    assert blocks["frames/kind"].shape[1] == header["frames"]["shown"] <= 10


def test_computed_curves_come_along_by_step(kept):
    store, run = kept
    assert read(recording_of(run, store))[0]["curves"] == []
    curves = [vars(each) for each in curves_of(Specimen.of(run.config, run.latest), ["l1_global"])]
    for step in (40, 4):
        store.computed.keep(run.id, f"curves/{step}", curves)
    store.computed.keep(run.id, "twin", [])
    found = read(recording_of(run, store))[0]["curves"]
    assert [each["step"] for each in found] == [4, 40]
    assert found[0]["curves"][0]["criterion"] == "l1_global"
    assert found[0]["curves"][0]["points"][0] == [*curves[0]["points"][0]]
