"""What an organism may cost an installation that strangers use.

Whatever makes one for them is held to it: a link, the settings, a duplicate, an import, training
after a cut, a dense twin. The command line is its owner's, and bounded by config.py alone.
"""

from dataclasses import dataclass
from math import inf

from orgnet_core.config import RunConfig, SettingsError


@dataclass(frozen=True)
class Limits:
    """The most that is allowed; without any, all that config.py allows."""

    particles: float = inf
    particle_weights: float = inf  # of all particles together
    epochs: float = inf  # of all phases together

    def check(self, config: RunConfig, epochs: int | None = None) -> None:
        """Raises SettingsError, a sentence a field, for what is beyond them.

        `epochs` are those that it is trained for, where they are not the config's.
        """
        particles, epochs = config.organism.particles, config.epochs if epochs is None else epochs
        asked = {
            "hidden": (particles, self.particles, "hidden would make {:,} particles"),
            "particle_hidden": (
                particles * config.particle_size,
                self.particle_weights,
                "particle_hidden would make {:,} particle weights",
            ),
            "epochs": (epochs, self.epochs, "epochs would be {:,}"),
        }
        problems = {
            name: f"{words.format(count)}; this server allows {most:,}."
            for name, (count, most, words) in asked.items()
            if count > most
        }
        if problems:
            raise SettingsError(problems)


UNLIMITED = Limits()
