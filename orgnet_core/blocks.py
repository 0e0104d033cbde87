"""A block: particles that a core loads once, works on in its cache and stores. Its rows, of one
number of each particle, lie LANES apart in a flat array."""

from orgnet_core.compilation import Array, compiled

SHARED = 400_000  # particle weights; from here on threads share them
Width = tuple[int, ...]  # as long as a particle's hidden layers are wide
LANES = 160  # particles: at h = 2 all that a training step works with fills a core's 32 kB


@compiled
def at(row: int, lane: int) -> int:
    """Where that number stands in a block."""
    return row * LANES + lane


@compiled
def load(numbers: Array, first: int, size: int, block: Array) -> None:
    """Particles first … first + size of `numbers`, [rows, P]."""
    for row in range(len(numbers)):
        _copy(numbers[row, first : first + size], block[at(row, 0) : at(row, size)])


@compiled
def store(block: Array, first: int, size: int, numbers: Array) -> None:
    """The way back."""
    for row in range(len(numbers)):
        _copy(block[at(row, 0) : at(row, size)], numbers[row, first : first + size])


@compiled
def _copy(numbers: Array, into: Array) -> None:  # a loop over slices becomes vector moves
    for lane in range(into.size):
        into[lane] = numbers[lane]
