"""Files of dense nets: what can be lifted is read, all else gets a sentence."""

import json

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from nets import announced, file_of, net
from safetensors.torch import save
from torch import nn

from orgnet_core.config import MAX_PARTICLES
from orgnet_core.dense_file import HEADER, MOST_BYTES, read_net
from orgnet_core.errors import InputError

SOUND = file_of(net((3, 4, 2)), activation="tanh", task="addition")


def layers(*shapes: tuple[int, int], **more: torch.Tensor) -> dict[str, torch.Tensor]:
    return {f"{2 * i}.weight": torch.ones(shape) for i, shape in enumerate(shapes)} | more


def test_a_net_is_read_as_it_was_saved():
    saved = net((3, 4, 2))
    found = read_net(SOUND)
    assert all(map(torch.equal, found.matrices, saved.parameters()))
    assert (found.widths, found.dtype, found.zero_biases) == ((3, 4, 2), "float32", ())
    assert (found.activation, found.task) == ("tanh", "addition")


def test_names_are_in_their_natural_order_however_they_are_nested():
    class Nested(nn.Module):
        def __init__(self):
            super().__init__()
            widths = range(2, 15)
            self.body = nn.ModuleDict(
                {f"fc{i}": nn.Linear(n, n + 1, bias=False) for i, n in enumerate(widths)}
            )

    found = read_net(file_of(Nested()))
    assert found.widths == tuple(range(2, 16))
    assert found.activation is None and found.task is None


def test_biases_that_are_all_zero_are_left_out_and_named():
    saved = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1)).requires_grad_(False)
    for layer in (saved[0], saved[2]):
        layer.bias.zero_()
    assert read_net(file_of(saved)).zero_biases == ("0.bias", "2.bias")


def test_a_net_of_both_types_is_in_the_wider_one():
    mixed = {"0.weight": torch.ones(3, 2), "1.weight": torch.ones(1, 3, dtype=torch.float64)}
    found = read_net(save(mixed))
    assert found.dtype == "float64" and found.matrices[0].dtype == torch.float64


@pytest.mark.parametrize(
    ("tensors", "words"),
    [
        (layers((3, 2), **{"0.bias": torch.ones(3)}), "\"0.bias\" is a bias"),
        (layers((3, 2), **{"0.conv.weight": torch.ones(3, 2, 3, 3)}), "is a convolution"),
        (layers((3, 2), **{"1.weight": torch.ones(3)}), "\"1.weight\" has 1 dimension;"),
        (layers((3, 2), **{"count": torch.tensor(1.0)}), "\"count\" is a single number"),
        (layers((3, 2), (1, 4)), "\"0.weight\" has 3 outputs, \"2.weight\" after it 4 inputs"),
        ({"0.weight": torch.ones(3, 2).half()}, "is of type \"F16\"; only float32 or float64"),
        ({"0.weight": torch.ones(3, 2).long()}, "is of type \"I64\"; only float32 or float64"),
        ({"0.weight": torch.full((3, 2), torch.nan)}, "has numbers that are not finite"),
        ({"0.weight": torch.full((3, 2), -torch.inf)}, "has numbers that are not finite"),
        (layers((3, 2), **{"0.bias": torch.full((3,), torch.nan)}), "that are not finite"),
        ({"0.weight": torch.full((3, 2), -2e4)}, "a weight of size 2e+04; up to 10,000"),
        ({"0.weight": torch.ones(0, 2)}, "is empty"),
        ({"bias": torch.zeros(3)}, "has no matrix"),
        ({}, "has no matrix"),
    ],
)  # fmt: skip
def test_what_cannot_be_lifted_gets_one_sentence(tensors, words):
    with pytest.raises(InputError) as refusal:
        read_net(save(tensors))
    said = str(refusal.value)
    assert words in said and said.endswith(".") and "\n" not in said


def tensor(*shape: int, end: int = 0, dtype: str = "F32") -> dict:
    return {"dtype": dtype, "shape": shape, "data_offsets": [0, end]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no safetensors file"),
        (b"PK\3\4 a zip archive", "no safetensors file"),
        (b"\xff" * 100, "no safetensors file"),
        (SOUND[:-1], "no sound safetensors file"),
        (SOUND + b"x", "no sound safetensors file"),
        (announced(b"{" + b" " * HEADER + b"}"), "header is longer than 100 kB"),
        (announced(b"[" * 90_000), "its header is none"),
        (announced([1]), "its header is none"),
        (announced({"0.weight": 1}), "its header is none"),
        (announced({"0.weight": tensor(-1, 2)}), "its header is none"),
        (announced({"0.weight": tensor(10**300, 2)}), "its header is none"),
        (announced({"0.weight": tensor(3, 2)} | {"__metadata__": 3}), "its header is none"),
        (announced({"0.weight": tensor(3, 2, end=24)}), "no sound safetensors file"),
        (announced({"0.weight": tensor(2**40, 2**12, end=24)}, bytes(24)), "weights; at most 2,0"),
        (announced({"0.weight": tensor(MAX_PARTICLES + 1, 1)}), "2,000,001 weights; at most"),
    ],
)
def test_what_a_stranger_made_gets_one_sentence_before_any_number_is_read(content, words):
    with pytest.raises(InputError) as refusal:
        read_net(content)
    assert words in str(refusal.value) and str(refusal.value).endswith(".")


def test_a_file_that_is_too_large_is_not_looked_into():
    with pytest.raises(InputError, match="larger than the"):
        read_net(announced({}, bytes(MOST_BYTES)))


NAMES = st.text(max_size=30) | st.from_regex(r"[0-9]{1,5000}\.weight", fullmatch=True)


@given(st.dictionaries(NAMES, st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=5))
@example({"²³.weight": (1, 1), "٣.weight": (1, 1)})
def test_any_names_are_put_in_order_or_refused(shapes):
    tensors = {name: torch.ones(shape) for name, shape in shapes.items() if name != "__metadata__"}
    _is_read_or_refused(save(tensors))


@given(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=4))
def test_a_damaged_file_is_read_or_refused(place, damage):
    _is_read_or_refused(SOUND[:place] + damage + SOUND[place + len(damage) :])


@given(st.binary() | st.binary().map(announced) | st.text().map(json.dumps).map(announced))
def test_anything_at_all_is_refused(content):
    with pytest.raises(InputError):
        read_net(content)


def _is_read_or_refused(content: bytes) -> None:
    try:
        found = read_net(content)
    except InputError as error:
        assert str(error).endswith(".")
    else:
        assert all(matrix.isfinite().all() for matrix in found.matrices)
