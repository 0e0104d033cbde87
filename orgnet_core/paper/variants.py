"""What is grown: the paper's two organisms, under each reading where text and code differ."""

from dataclasses import dataclass
from itertools import product
from typing import Literal

from orgnet_core.config import RunConfig
from orgnet_core.presets import PRESETS

Organism = Literal["addition", "mnist"]
PRESET_OF: dict[Organism, str] = {"addition": "addition", "mnist": "mnist15"}
# SR steps a batch: what the figures (addition) or the text (mnist) say, then the other.
STEPS: dict[Organism, tuple[int, int]] = {"addition": (10, 25), "mnist": (5, 10)}
MOMENTA = ("kept", "restarted")  # restarted in the authors' code, kept in our presets


@dataclass(frozen=True)
class Variant:
    """One organism under one reading."""

    organism: Organism
    steps: int
    momentum: str

    @property
    def name(self) -> str:
        return f"{self.organism}-{self.steps}-{self.momentum}"

    @property
    def label(self) -> str:
        preset = PRESETS[PRESET_OF[self.organism]]
        return f"{preset.title}: {self.steps} SR steps a batch, their momentum {self.momentum}"

    @property
    def changes(self) -> dict[str, str | int]:
        """To the preset, as `RunConfig.changed` takes them."""
        return {"replication_steps": self.steps, "replication_momentum": self.momentum}

    def config(self, seed: int) -> RunConfig:
        return PRESETS[PRESET_OF[self.organism]].config.changed(self.changes | {"seed": seed})


def variants_of(organism: Organism) -> list[Variant]:
    """The preset's own first."""
    return [Variant(organism, *each) for each in product(STEPS[organism], MOMENTA)]
