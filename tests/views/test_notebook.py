"""Boards in a notebook, without one: what is sent to the page, and what is taken from it."""

import gzip
import json
import re
from base64 import b64decode
from time import sleep

import pytest
import traitlets
from helpers import DEADLINE, addition, play_to_the_end, wait_until
from modules import imports

from orgnet_core.errors import InputError, NotRecordedError
from orgnet_core.phases import Phase
from orgnet_views.frames import encode_frames
from orgnet_views.notebook import Board, board, grow, recorded
from orgnet_views.notebook.widget import HOST, in_order, module
from orgnet_views.replay.modules import modules
from orgnet_views.replay.recording import recording_of


@pytest.fixture
def finished(registry):
    run = registry.create(addition(epochs=2), "addition")
    play_to_the_end(run)
    return run


def frames_of(data: bytes) -> list[int]:
    """The steps in an answer."""
    length = int.from_bytes(data[:4], "little")
    return [frame["step"] for frame in json.loads(data[4 : 4 + length])["frames"]]


def sent_by(shown: Board, monkeypatch) -> list[tuple[int, bytes]]:
    """What it sends from now on: the number of the first frame, and the answer."""
    sent = []
    keep = lambda content, buffers: sent.append((content["first"], *buffers))  # noqa: E731
    monkeypatch.setattr(shown, "send", keep)
    return sent


def test_a_run_that_is_over_comes_as_its_recording(finished):
    shown = Board(finished, views=["map"], below=["table"])
    assert gzip.decompress(shown.recording) == recording_of(finished, finished.store)
    assert (
        shown.facts["run"] == finished.id and shown.facts["task"]["metric"] == "mean absolute error"
    )
    assert (shown.facts["views"], shown.facts["below"]) == (["map"], ["table"])
    assert shown.join() and json.dumps(shown.facts)


def test_a_growing_run_is_pushed_to_its_end_and_then_kept(registry, monkeypatch):
    monkeypatch.setattr(board, "LOOK", 0.01)
    run = registry.create(addition(epochs=400), "addition")
    shown = Board(run)
    sent = sent_by(shown, monkeypatch)
    assert shown.recording == b"" and not shown.join(0.05)
    run.play()
    assert run.join(DEADLINE) and shown.join(DEADLINE)
    assert gzip.decompress(shown.recording) == recording_of(run, run.store)
    steps = [step for _, answer in sent for step in frames_of(answer)]
    assert steps == [each.step for each in run.snapshots][-len(steps) :] and len(sent) > 1


def test_a_run_that_was_over_is_pushed_when_it_goes_on_and_kept_again(finished, monkeypatch):
    monkeypatch.setattr(board, "LOOK", 0.01)
    shown = Board(finished)
    sent, kept, held = sent_by(shown, monkeypatch), [], len(finished.snapshots)
    shown.observe(lambda change: kept.append(change["new"]), "recording")
    finished.append([Phase(epochs=2, task=False)])
    assert finished.join(DEADLINE)
    wait_until(lambda: bool(kept and kept[-1]))
    assert kept[0] == b"" and shown.join(DEADLINE)
    assert gzip.decompress(shown.recording) == recording_of(finished, finished.store)
    assert sent[0][0] == held
    steps = [step for _, answer in sent for step in frames_of(answer)]
    assert steps == [each.step for each in finished.snapshots[held:]]


def test_what_a_page_has_missed_is_sent_in_as_many_answers_as_it_takes(finished, monkeypatch):
    monkeypatch.setattr("orgnet_views.frames.BATCH_BYTES", 3_000)
    shown = Board(finished)
    sent = sent_by(shown, monkeypatch)
    assert shown.push(1) == len(finished.snapshots)
    steps = [step for _, answer in sent for step in frames_of(answer)]
    assert steps == [each.step for each in finished.snapshots[1:]] and len(sent) > 1
    assert all(answer == encode_frames(finished.view, first) for first, answer in sent)
    sent.clear()
    shown._answer(shown, {"frames": 2}, [])
    assert sent[0][0] == 2


def test_a_board_that_is_closed_is_told_nothing_more(registry, monkeypatch):
    monkeypatch.setattr(board, "LOOK", 0.01)
    run = registry.create(addition(), "addition")
    shown = Board(run)
    sent = sent_by(shown, monkeypatch)
    shown.close()
    assert shown.join(DEADLINE) is False
    sent.clear()
    play_to_the_end(run)
    sleep(0.05)
    assert sent == []


def test_what_is_selected_must_be_particles_of_the_run(finished):
    shown = Board(finished)
    shown.selection = [0, 17]
    with pytest.raises(traitlets.TraitError, match="selection must be particles from 0 to 17"):
        shown.selection = [18]
    assert shown.selection == [0, 17]


def test_a_view_that_there_is_not_gets_a_sentence(finished):
    with pytest.raises(InputError, match="weights is no view; there are map, curves, kinds"):
        Board(finished, views=["map", "weights"])


def test_runs_are_grown_and_found_by_their_id(tmp_path):
    run = grow(addition(epochs=1), tmp_path)
    assert run.join(DEADLINE) and recorded(run.id, tmp_path) is run
    other = grow("addition", tmp_path)
    other.stop()
    assert other.join(DEADLINE) and other.preset == "addition"
    with pytest.raises(InputError, match="'mnist' is no preset; there are addition"):
        grow("mnist", tmp_path)
    with pytest.raises(NotRecordedError):
        recorded("deadbeef", tmp_path)


def test_the_page_gets_every_module_behind_those_that_it_imports():
    packed = module().partition('PACKED = "')[2].partition('"')[0]
    found = json.loads(gzip.decompress(b64decode(packed)))
    names = [name for name, _ in found["modules"]]
    assert sorted(names) == sorted(modules("notebook.js")) and HOST in names
    for place, (_, code) in enumerate(found["modules"]):
        at_once = imports(re.sub(r"/\*.*?\*/", "", code, flags=re.DOTALL))  # not what types name
        assert set(at_once) <= set(names[:place])
    assert "{{" not in module()[:2_000] and found["plotly"]


def test_modules_that_import_each_other_have_no_order():
    code = {
        "orgnet/a.js": 'import "orgnet/b.js";',
        "orgnet/b.js": 'import { a } from "orgnet/a.js";',
    }
    with pytest.raises(ValueError, match=r"a\.js imports itself"):
        in_order(code)
