"""What tests and scripts/fuzz.py draw from: settings, JSON, text and bytes that nobody expects."""

from typing import Any
from urllib.parse import parse_qsl

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from orgnet_core.config import RunConfig
from orgnet_core.phases import Phase

FIELDS = [*RunConfig.model_fields, *Phase.model_fields]
ODD = ("", "nan", "inf", "-1", "1e999", "9" * 400, "[1, 2]", "{}", "null", "true", "\0", "٣", "1_0")


def odd_text() -> SearchStrategy[str]:
    """Words that readers of numbers, lists and names stumble over."""
    joiners = st.text("\u200c\u200d\u202e\u2067\u00a0\u3000\ufe0fe\u0301👩🏽🇬🇧", max_size=120)
    return st.sampled_from(ODD) | joiners


def setting_names() -> SearchStrategy[str]:
    indexed = st.builds(
        "phases.{}.{}".format, st.integers(-1, 30) | odd_text(), st.sampled_from(FIELDS)
    )
    return st.sampled_from([*FIELDS, "preset"]) | indexed | st.text(max_size=5)


def json_values() -> SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | odd_text()
    return st.recursive(
        leaves, lambda item: st.lists(item) | st.dictionaries(setting_names(), item), max_leaves=8
    )


def settings_values() -> SearchStrategy[dict[str, Any]]:
    """Objects with the names of settings, and anything for values."""
    return st.dictionaries(setting_names(), json_values(), max_size=5)


def configs() -> SearchStrategy[RunConfig]:
    """Any that can be, of a size that costs nothing to make."""
    real = st.floats(0, 10)
    phase = st.builds(
        Phase,
        epochs=st.integers(1, 10_000),
        task=st.booleans(),
        replication=st.sampled_from(["gradient", "constraint", "projection"]),
        optimiser=st.sampled_from(["sgd", "adam"]),
        task_decay=st.floats(1e-6, 1),
        replication_decay=st.floats(1e-6, 1),
        replication_steps=st.integers(0, 1000),
        task_lr=real,
        replication_lr=real,
        momentum=st.floats(0, 0.999),
        replication_momentum=st.sampled_from(["kept", "restarted"]),
    )
    return st.builds(
        RunConfig,
        task=st.sampled_from(["addition", "mnist15"]),
        hidden=st.lists(st.integers(1, 30), max_size=4).map(tuple),
        activation=st.sampled_from(["gelu", "relu", "tanh", "linear"]),
        particle_hidden=st.integers(1, 16),
        batch_size=st.integers(1, 60_000),
        input_noise=st.floats(0, 1),
        start=st.sampled_from(["particles", "dense"]),
        seed=st.integers(0, 2**32 - 1),
        dtype=st.sampled_from(["float32", "float64"]),
        phases=st.lists(phase, min_size=1, max_size=5).map(tuple),
    )


def query_of(text: str) -> dict[str, str]:
    """The parameters of an address, as a page is given them."""
    return dict(parse_qsl(text, keep_blank_values=True))


@st.composite
def damaged(draw, good: bytes) -> bytes:
    """A few bytes overwritten, cut off, put in or taken out; or noise."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=300))
    data = bytearray(good)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        taken, put = draw(st.integers(0, 8)), draw(st.binary(max_size=8))
        data[at : at + taken] = put
    return bytes(data[: draw(st.none() | st.integers(0, len(data)))])
