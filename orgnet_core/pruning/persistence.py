"""Persistent self-replicators: particles that stay ones, told by the ends of a run's last epochs.

At one step any particle whose gradient is small for a moment bears the label, and now and then the
organism hangs on it. The rule is ours, not the paper's; orgnet_core/trials puts it to the test.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from orgnet_core.errors import InputError
from orgnet_core.fixpoints import Kind
from orgnet_core.snapshot import Snapshot
from orgnet_core.validation import must_be

LIMITS = {"percent": (0, 100), "epochs": (1, 100)}  # of a rule


@dataclass(frozen=True)
class Persistence:
    """A particle is persistent that was a self-replicator at `percent` or more of the recorded ends
    of the last `epochs` epochs. Raises InputError beyond LIMITS."""

    percent: int = 80
    epochs: int = 10

    def __post_init__(self):
        for name, (least, most) in LIMITS.items():
            value = getattr(self, name)
            if not (isinstance(value, int) and least <= value <= most):
                allowed = f"a whole number from {least} to {most}"
                raise InputError(must_be(f"persistent_{name}", allowed, value))


USUAL = Persistence()


class History(NamedTuple):
    """The recorded ends of epochs up to a step, in order: how many epochs ago each was, and of
    which kind the particles were then, uint8 [P] each. The start of a run ends no epoch."""

    epochs_ago: tuple[float, ...] = ()
    kinds: tuple[np.ndarray, ...] = ()

    @classmethod
    def of(cls, recorded: Iterable[Snapshot], step: int, batches: int) -> "History":
        """Of `recorded` those that count at `step`, in a run of so many batches an epoch: nothing
        that came later, nor what lies further back than any rule looks."""
        first = step - LIMITS["epochs"][1] * batches
        ends = [
            each
            for each in recorded
            if max(0, first) < each.step <= step and each.step % batches == 0
        ]
        return cls(
            tuple((step - end.step) / batches for end in ends), tuple(end.kind for end in ends)
        )

    def within(self, epochs: int) -> list[np.ndarray]:
        """Kinds at the ends of the last so many epochs, those that were recorded."""
        pairs = zip(self.epochs_ago, self.kinds, strict=True)
        return [kind for ago, kind in pairs if ago < epochs]

    def times_replicating(self, epochs: int) -> tuple[np.ndarray, int]:
        """At how many recorded ends of the last `epochs` epochs each particle was a self-replicator
        [P], and at how many it could have been. Raises InputError where there is none."""
        ends = self.within(epochs)
        if not ends:
            span = "epoch" if epochs == 1 else f"{epochs} epochs"
            raise InputError(
                f"persistent_replicator needs the recorded end of an epoch in the last {span} up to"
                " the step, and there is none; choose a later step or look further back."
            )
        return np.sum([kind == Kind.SELF_REPLICATOR for kind in ends], axis=0), len(ends)

    def persistent(self, rule: Persistence) -> np.ndarray:
        """bool [P], which particles are persistent. Raises InputError as `times_replicating`."""
        times, ends = self.times_replicating(rule.epochs)
        return 100 * times >= rule.percent * ends


NO_HISTORY = History()
