"""Whatever is read from strangers, given what no stranger would think of: only what is documented
comes of it, and what is written is read back as it was.

python -m scripts.fuzz [--examples N] [--seed N]: so many examples for each reader.
"""

import argparse
import random
import sys
from collections.abc import Callable
from io import BytesIO

import numpy as np
import torch
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from safetensors.torch import save

from orgnet_core.checkpoint import Checkpoint
from orgnet_core.config import RunConfig, SettingsError, parse_config
from orgnet_core.dense_file import read_net
from orgnet_core.errors import InputError
from orgnet_core.runs.archive.read import ArchiveError, read_archive
from orgnet_core.runs.store.names import LONGEST_NAME, character_count, checked_name
from orgnet_core.training import Trainer
from orgnet_views.ranges import from_ranges, to_ranges
from scripts import strategies as ours
from scripts.hostile.archives import export
from scripts.hostile.contents import ORGANISM
from ui.prune.address import read as read_cut
from ui.session.experiment_links import config_query, linked_config
from ui.shared.addresses import CUT

EXPORT, CHECKPOINT = export(), Trainer(ORGANISM).checkpoint()
NET = save({"0.weight": torch.ones(3, 2), "2.weight": torch.ones(1, 3)}, {"net": "{}"})
LIMIT = 10_000_000  # bytes of an archive


@given(ours.json_values() | st.text() | ours.settings_values())
def config_is_parsed_or_refused(values) -> None:
    try:
        config = parse_config(values)
    except SettingsError as error:
        assert error.problems and all(told.endswith(".") for told in error.problems.values())
    else:
        assert parse_config(config.model_dump_json()) == config


@given(st.dictionaries(ours.setting_names(), ours.json_values(), max_size=4))
def config_is_changed_or_refused(changes) -> None:
    try:
        config = RunConfig().changed(changes)
    except SettingsError as error:
        assert error.problems
    else:
        assert parse_config(config.model_dump_json()) == config


@given(st.dictionaries(ours.setting_names(), st.text() | ours.odd_text(), max_size=4))
def a_link_is_read_or_refused(query) -> None:
    try:
        linked_config(query)
    except SettingsError as error:
        assert error.problems


@given(ours.configs())
def a_link_grows_what_it_was_made_from(config) -> None:
    assert linked_config(ours.query_of(config_query("mnist15", config))) == ("mnist15", config)


@given(st.text() | st.text("0123456789-_,"), st.integers(1, 50))
def ranges_are_read_or_refused(text, particles) -> None:
    try:
        mask = from_ranges(text, particles)
    except ValueError:
        return
    assert (from_ranges(to_ranges(mask), particles) == mask).all()


@given(st.lists(st.booleans(), min_size=1, max_size=80))
def ranges_come_back(cut) -> None:
    mask = np.array(cut)
    assert (from_ranges(to_ranges(mask), len(mask)) == mask).all()


@given(st.dictionaries(st.sampled_from([*CUT]), st.text() | ours.odd_text() | st.text("0123_-")))
def a_cut_is_read_or_refused(query) -> None:
    found, problems = read_cut(ORGANISM, query)
    assert len(found) + len(problems) == len(query)
    assert all(told.endswith(".") and told.isprintable() for told in problems)
    assert 0 <= found.get("share", 0) <= 100
    assert len(found.get("kept", ())) in (0, ORGANISM.organism.particles)


@given(ours.damaged(EXPORT))
def an_archive_is_read_or_refused(archive) -> None:
    try:
        read_archive(BytesIO(archive), LIMIT)
    except ArchiveError as error:
        assert str(error).endswith(".") and str(error).isprintable()


@given(ours.damaged(CHECKPOINT))
def a_checkpoint_is_read_or_refused(content) -> None:
    try:
        checkpoint = Checkpoint.loaded(ORGANISM, content)
    except ValueError:
        return
    assert 0 <= checkpoint.step <= ORGANISM.steps
    Checkpoint.loaded(ORGANISM, checkpoint.saved())


@given(st.text() | ours.odd_text())
def a_name_is_kept_or_refused(name) -> None:
    try:
        kept = checked_name(name)
    except InputError:
        return
    assert checked_name(kept) == kept == name.strip() and character_count(kept) <= LONGEST_NAME


@given(ours.damaged(NET))
def a_dense_net_is_read_or_refused(content) -> None:
    try:
        net = read_net(content)
    except InputError as error:
        assert str(error).endswith(".") and str(error).isprintable()
    else:
        assert all(matrix.isfinite().all() for matrix in net.matrices)


READERS: tuple[Callable[[], None], ...] = (
    config_is_parsed_or_refused,
    config_is_changed_or_refused,
    a_link_is_read_or_refused,
    a_link_grows_what_it_was_made_from,
    ranges_are_read_or_refused,
    ranges_come_back,
    a_cut_is_read_or_refused,
    an_archive_is_read_or_refused,
    a_checkpoint_is_read_or_refused,
    a_name_is_kept_or_refused,
    a_dense_net_is_read_or_refused,
)


def fuzz(reader: Callable[[], None], examples: int, first: int) -> None:
    """Raises whatever no reader may raise, with the smallest example that hypothesis finds."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    chosen = settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=slow
    )
    seed(first)(chosen(reader))()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--examples", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    for reader in READERS:
        fuzz(reader, options.examples, options.seed)
        print(f"{options.examples:,} examples, seed {options.seed}: {reader.__name__}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
