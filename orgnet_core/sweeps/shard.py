"""A part of a sweep, for one job of an array: 2/5 is the second of five."""

import re
from dataclasses import dataclass

from orgnet_core.config import RunConfig
from orgnet_core.errors import InputError
from orgnet_core.sweeps.grid import MOST_RUNS


@dataclass(frozen=True)
class Shard:
    """Number `number`, from 1, of `count` parts."""

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> "Shard":
        """Raises InputError."""
        match = re.fullmatch("([0-9]{1,5})/([0-9]{1,5})", text)
        number, count = map(int, match.groups()) if match else (0, 0)
        if not 1 <= number <= count <= MOST_RUNS:
            allowed = f"i/n with i from 1 to n and n at most {MOST_RUNS:,}"
            raise InputError(f"shard must be {allowed}, such as 2/5, not {text!r}.")
        return cls(number, count)

    def of(self, configs: list[RunConfig]) -> list[RunConfig]:
        """Neighbours, which differ in their settings before they do in their seeds: so one part
        takes about as long as another. All parts together are all runs, each once."""
        first, end = (len(configs) * k // self.count for k in (self.number - 1, self.number))
        return configs[first:end]
