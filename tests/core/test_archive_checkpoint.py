"""A run taken away before its end goes on where it is brought to, as if it had never moved."""

import io
from math import inf, nan

import pytest
import torch
from archives import LIMIT, contents, with_files
from helpers import SHORT, advance, bits, play_to_the_end
from safetensors.torch import load, save

from orgnet_core.runs.archive.read import ArchiveError, import_run
from orgnet_core.runs.archive.write import CHECKPOINT, archived
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> bytes:
    """Of a run paused in mid-epoch."""
    registry = Registry(Store(tmp_path_factory.mktemp("first")), unwatched_pause=1000)
    run = registry.create(SHORT, "addition")
    for _ in range(27):
        advance(run)
    assert run.state is State.PAUSED
    packed = archived(registry.store, run.id)
    registry.shut_down()
    return packed


def brought(archive: bytes, registry: Registry):
    return registry.get(import_run(registry.store, io.BytesIO(archive), LIMIT))


def test_it_ends_with_the_same_bits(archive, registry):
    run = brought(archive, registry)
    assert (run.state, run.can_grow, run.step) == (State.INTERRUPTED, True, 27)
    play_to_the_end(run)
    alone = registry.create(SHORT, "addition")
    play_to_the_end(alone)
    assert bits(run.latest) == bits(alone.latest)
    assert run.weights_at(60).tobytes() == alone.weights_at(60).tobytes()


def test_without_its_checkpoint_it_can_be_looked_at_only(archive, registry):
    run = brought(with_files(**{CHECKPOINT: None})(archive), registry)
    assert not run.can_grow and "without what it needs to continue" in run.message


def test_one_of_a_version_that_kept_the_generator_goes_on(archive, registry):
    older = other(epoch_start=torch.Generator().manual_seed(1).get_state())
    play_to_the_end(brought(older(archive), registry))


def test_a_run_that_was_stopped_takes_no_checkpoint_along(registry):
    run = registry.create(SHORT)
    advance(run)
    run.stop()
    assert CHECKPOINT not in contents(archived(registry.store, run.id))


def other(**changes):
    """A checkpoint with other tensors; without those that are None."""

    def change(archive: bytes) -> bytes:
        state = load(contents(archive)[CHECKPOINT]) | changes
        kept = {name: tensor for name, tensor in state.items() if tensor is not None}
        return with_files(**{CHECKPOINT: save(kept)})(archive)

    return change


HOSTILE = {
    "no tensors": with_files(**{CHECKPOINT: b"what is this"}),
    "empty": with_files(**{CHECKPOINT: b""}),
    "a pickle": with_files(**{CHECKPOINT: b"\x80\x04cos\nsystem\n(S'true'\ntR."}),
    "too large": with_files(**{CHECKPOINT: bytes(9_000_000)}),
    "no weights": other(weights=None),
    "weights of another shape": other(weights=torch.zeros(27, 19)),
    "weights in another type": other(weights=torch.zeros(27, 18, dtype=torch.float64)),
    "momentum of another shape": other(task_velocity=torch.zeros(1)),
    "a random state too short": other(epoch_start=torch.zeros(10, dtype=torch.uint8)),
    "a random state of floats": other(epoch_start=torch.zeros(5056)),
    "a step not recorded": other(step=torch.tensor(28)),
    "a step before the start": other(step=torch.tensor(-1)),
    "a step beyond the end": other(step=torch.tensor(10**9)),
    "a step that is no whole number": other(step=torch.tensor(27.0)),
    "many steps": other(step=torch.zeros(7)),
    "a time that is none": other(seconds=torch.tensor(nan, dtype=torch.float64)),
    "a time without end": other(seconds=torch.tensor(inf, dtype=torch.float64)),
    "a time beyond all times": other(seconds=torch.tensor(1e308, dtype=torch.float64)),
    "a time in another type": other(seconds=torch.tensor(1.0)),
    "one tensor more": other(more=torch.zeros(1)),
    "means that are no numbers": other(recent=torch.full((1, 2), nan, dtype=torch.float64)),
    "more means than steps": other(recent=torch.zeros(28, 2, dtype=torch.float64)),
    "no means": other(recent=torch.zeros(3, dtype=torch.float64)),
    "means of three": other(recent=torch.zeros(4, 3, dtype=torch.float64)),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_checkpoint_is_refused_in_a_sentence_and_nothing_is_kept(
    archive, registry, change
):
    with pytest.raises(ArchiveError) as refused:
        brought(change(archive), registry)
    sentence = str(refused.value)
    assert CHECKPOINT in sentence and sentence.endswith(".") and "\n" not in sentence
    assert registry.store.runs() == []
