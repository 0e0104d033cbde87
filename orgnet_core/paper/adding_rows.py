"""What the paper says of the organism that adds (Fig. 2–5)."""

from collections.abc import Sequence

import numpy as np

from orgnet_core.paper import published
from orgnet_core.paper.addition import PARTICLES
from orgnet_core.paper.rows import Row, furthest, growth_row
from orgnet_core.paper.words import number

ALL_BY = 24  # epochs
OFF = 10  # per cent that the lives of Fig. 4 may be off


def _off(medians: Sequence[float]) -> float:
    """Per cent, where it is most."""
    shares = 100 * np.array(medians) / published.LIVES_ADDING
    return furthest(shares.tolist(), [100.0] * len(shares))


ROWS = (
    Row(
        "all_replicate",
        "2",
        f"first epoch at which all {PARTICLES} particles replicate",
        "18 (one run)",
        lambda facts: facts.all_replicate,
        f"by epoch {ALL_BY} in 9 of 10 runs",
        high=ALL_BY,
        share=0.9,
    ),
    Row(
        "task_loss",
        "3",
        "task loss at the plateau",
        number(published.TASK_LOSS),
        lambda facts: facts.plateau("task_loss"),
        "1e−14 to 6e−14",
        1e-14,
        6e-14,
    ),
    Row(
        "mean_error",
        "3",
        "mean absolute error at the plateau",
        number(published.MEAN_ERROR),
        lambda facts: facts.plateau("mean_error"),
        "5e−8 to 2e−7",
        0.5e-7,
        2e-7,
    ),
    Row(
        "replication_loss",
        "3",
        "replication loss at the plateau, over all particles and SR steps of a batch",
        number(published.REPLICATION_LOSS),
        lambda facts: facts.plateau("replication_loss"),
        "5e−11 to 4e−10",
        0.5e-10,
        4e-10,
    ),
    Row(
        "lives",
        "4",
        "per cent that self-applications after a kick are off, where most: counters reset",
        "",
        lambda facts: _off(facts.lives.by_life),
        f"within {OFF} %",
        high=OFF,
    ),
    Row(
        "running_lives",
        "4",
        "the same: counters running on, as in the authors' code",
        "",
        lambda facts: _off(facts.lives.running),
        f"within {OFF} %",
        high=OFF,
    ),
    growth_row("growth", "4"),
    Row(
        "organism_error",
        "5",
        "error of the organism, particle by particle",
        number(published.COPY_ERRORS["organism"]),
        lambda facts: facts.copies["float32"].organism,
    ),
    Row(
        "copy_error",
        "5",
        "error of its dense copy",
        number(published.COPY_ERRORS["copy"]),
        lambda facts: facts.copies["float32"].copy,
    ),
    Row(
        "copy_difference",
        "5",
        "difference between the two, in float32",
        number(published.COPY_ERRORS["difference"]),
        lambda facts: facts.copies["float32"].difference,
        "below 2e−7",
        high=2e-7,
    ),
    Row(
        "copy_difference_float64",
        "5",
        "the same weights in float64",
        "",
        lambda facts: facts.copies["float64"].difference,
        "below 1e−15",
        high=1e-15,
    ),
)
