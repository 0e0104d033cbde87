"""A schedule while it is being built: phases as the texts that stand in a form's fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from orgnet_core.config import MOST_PHASES, RunConfig, SettingsError
from orgnet_core.phases import Phase

Texts = dict[str, str]  # of a phase, by field
ONLY_BY_GRADIENT = ("replication_steps", *(RATES := ("replication_lr", "replication_decay")))
ONLY_WITH_TASK = ("optimiser", "task_lr", "task_decay")


def texts_of(phase: Phase) -> Texts:
    return {name: f"{value}" for name, value in phase}


def means_something(name: str, phase: Mapping[str, str]) -> bool:
    """Whether a field of a phase with these texts decides anything."""
    if name in ONLY_WITH_TASK:
        return phase["task"] == "True"
    if phase["replication"] != "gradient":
        return name not in (*ONLY_BY_GRADIENT, "replication_momentum")
    if phase["replication_steps"].strip() == "0":
        return name not in (*RATES, "replication_momentum")
    return True


def in_words(phase: Mapping[str, str]) -> str:
    """How the phase is called, and its epochs; without a name where a text cannot be."""
    try:
        name = parsed(phase).words
    except SettingsError:
        name = "?"
    return f"{name} · {phase['epochs']}"


def parsed(phase: Mapping[str, str]) -> Phase:
    """Raises SettingsError, a sentence a field."""
    return RunConfig().changed({"phases": [phase]}).phases[0]


@dataclass
class Draft:
    """Phases in order, and which of them the fields show."""

    phases: list[Texts]
    of: tuple[Phase, ...] = ()  # what it was made from
    version: int = 0  # of the fields: others stand in the page whenever they show another phase
    shown: int = 0
    filled: Texts = field(default_factory=dict)  # what the fields began with

    @classmethod
    def made_of(cls, phases: tuple[Phase, ...], version: int = 0) -> "Draft":
        texts = [texts_of(phase) for phase in phases]
        return cls(texts, phases, version, filled=dict(texts[0]))

    def refill(self) -> None:
        """From now on other fields show the shown phase."""
        self.version, self.filled = self.version + 1, dict(self.now)

    @property
    def now(self) -> Texts:
        """The shown phase."""
        return self.phases[self.shown]

    @property
    def is_full(self) -> bool:
        return len(self.phases) >= MOST_PHASES

    def add(self) -> None:
        """One like the shown phase, behind it; then that is shown."""
        self.phases.insert(self.shown + 1, dict(self.now))
        self.shown += 1

    def remove(self) -> None:
        """The shown one, unless there is no other."""
        if len(self.phases) > 1:
            del self.phases[self.shown]
            self.shown = min(self.shown, len(self.phases) - 1)

    def move(self, by: int) -> None:
        """The shown one, that far towards the end, or the start."""
        to = min(len(self.phases) - 1, max(0, self.shown + by))
        self.phases.insert(to, self.phases.pop(self.shown))
        self.shown = to

    def check(self) -> None:
        """Raises SettingsError for the first phase that cannot be, which is shown then."""
        for number, phase in enumerate(self.phases):
            try:
                parsed(phase)
            except SettingsError:
                if number != self.shown:
                    self.shown = number
                    self.refill()
                raise
