"""A batch in slow motion as pages get it: an endpoint of its own, and a section of the Lab."""

import json

import numpy as np
import pytest
from apps import components, healthy, lab
from helpers import addition, bits, play_to_the_end

from orgnet_core.slow_motion import slow_motion
from orgnet_core.training import Trainer
from orgnet_views.frames import ARRAYS, encode_frames


def decoded(body: bytes):
    """(header, arrays of each frame by name), read as docs/address.md says."""
    size = int.from_bytes(body[:4], "little")
    header, at = json.loads(body[4 : 4 + size]), 4 + size
    frames = []
    for _ in header["frames"]:
        arrays = {}
        for name, dtype in header["arrays"].items():
            arrays[name] = np.frombuffer(body, dtype, header["shown"], at)
            at += -(-arrays[name].nbytes // 4) * 4
        frames.append(arrays)
    assert at == len(body)
    return header, frames


@pytest.fixture
def run(registry):
    run = registry.create(addition(), "addition")
    for _ in range(7):
        run.advance()
    return run


def test_its_frames_are_what_the_trainers_parts_lead_to(client, run):
    before = [bits(snapshot) for snapshot in run.snapshots]
    answer = client.get(f"/organism/runs/{run.id}/batches/7")
    header, frames = decoded(answer.content)
    trainer = Trainer(run.config)
    for _ in range(7):
        trainer.advance()
    expected = list(slow_motion(trainer))
    assert header["total"] == len(expected) == 1 + 10 + 1 and not header["more"]
    assert list(header["arrays"]) == list(ARRAYS)
    for stop, frame, scalars in zip(expected, frames, header["frames"], strict=True):
        np.testing.assert_array_equal(frame["weight"], stop.snapshot.weight)
        np.testing.assert_array_equal(frame["kind"], stop.snapshot.kind)
        assert scalars["train_loss"] == stop.snapshot.train_loss
        assert scalars["stop"]["left"] == stop.left and scalars["stop"]["momenta"]
        assert not scalars["stop"]["beyond"]
    assert [bits(snapshot) for snapshot in run.snapshots] == before and run.step == 7
    assert scalars["stop"]["part"] == "task"


def test_from_an_earlier_step_it_says_that_momenta_were_not_kept(client, run):
    header, frames = decoded(client.get(f"/organism/runs/{run.id}/batches/3").content)
    assert not header["frames"][0]["stop"]["momenta"]
    shown = run.snapshots[3]
    assert shown.step == 3
    np.testing.assert_array_equal(frames[0]["replication_error"], shown.replication_error)


def test_the_end_of_a_run_has_a_batch_that_would_follow(client, registry):
    run = registry.create(addition(), "addition")
    play_to_the_end(run)
    header, _ = decoded(client.get(f"/organism/runs/{run.id}/batches/{run.step}").content)
    assert header["frames"][0]["stop"]["beyond"] and header["frames"][0]["stop"]["momenta"]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("nobody/batches/0", 404, "There is no such run."),
        ("{run}/batches/soon", 400, "A step must be a whole number."),
        ("{run}/batches/999", 404, "were not recorded at step 999"),
    ],
)
def test_what_cannot_be_is_said(client, run, path, status, said):
    answer = client.get(f"/organism/runs/{path.format(run=run.id)}")
    assert answer.status_code == status and said in answer.json()["error"]


def test_frames_of_the_run_have_no_such_thing(run):
    header, _ = decoded(encode_frames(run.view, 0))
    assert all("stop" not in frame for frame in header["frames"])


def boards(app):
    return [data for data in components(app, "organism_board") if "slow_motion" in data["views"]]


def test_the_lab_has_a_section_that_is_closed_until_somebody_opens_it(run):
    app = lab(run=run.id)
    assert not boards(app)
    app.session_state["slow_motion"] = True
    [board] = boards(healthy(app.run()))
    assert board["batch"] == 7 and board["views"] == ["slow_motion", "map", "plane"]
    run.advance()
    [board] = boards(healthy(app.run()))
    assert board["batch"] == 7, "it stays where it was while the run goes on"
    healthy(app.button(key="slow_motion_take").click().run())
    [board] = boards(app)
    assert board["batch"] == 8


def test_from_one_batch_it_leads_to_those_of_the_steps_beside(run):
    app = lab(run=run.id)
    app.session_state["slow_motion"] = True
    healthy(app.run())
    assert app.button(key="slow_motion_after").disabled
    for name, step in [("before", 6), ("before", 5), ("after", 6)]:
        healthy(app.button(key=f"slow_motion_{name}").click().run())
        [board] = boards(app)
        assert board["batch"] == step
    for _ in range(6):
        healthy(app.button(key="slow_motion_before").click().run())
    [board] = boards(app)
    assert board["batch"] == 0 and app.button(key="slow_motion_before").disabled
