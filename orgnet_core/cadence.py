"""At which steps a run is recorded: densely at first, where particles split up, thinner later.

Decided by the config alone, so that the same run is always recorded alike, and bounded in memory.
"""

from orgnet_core.config import RECORD_BYTES, SNAPSHOT_STEPS, WEIGHT_SNAPSHOTS, RunConfig

PARTICLE_BYTES = 17  # four float32 and a kind
FEWEST = 10  # snapshots, however large the organism
LARGE_WEIGHTS = 5_000_000  # bytes; larger sets of particle weights are kept at the end only


class Cadence:
    """`due(step)`: whether a snapshot is taken after so many batches. Steps 0 and the last are."""

    def __init__(self, config: RunConfig):
        self._batches, self._steps = config.batches, config.steps
        self._marks_per_epoch = -(-config.batches // SNAPSHOT_STEPS)
        marks = config.epochs * self._marks_per_epoch
        size = PARTICLE_BYTES * config.organism.particles
        most = max(FEWEST, RECORD_BYTES // size)
        # The first half of what fits is every mark, the rest is spread evenly over what remains.
        self._dense = marks if marks <= most else most // 2
        self._stride = -(-(marks - self._dense) // (most - most // 2))
        weight_bytes = 4 * config.organism.particles * config.particle_size
        self._weights_every = -(-config.epochs // WEIGHT_SNAPSHOTS)
        self._only_last_weights = weight_bytes > LARGE_WEIGHTS

    def due(self, step: int) -> bool:
        epoch, in_epoch = divmod(step, self._batches)
        if in_epoch % SNAPSHOT_STEPS:
            return False
        mark = epoch * self._marks_per_epoch + in_epoch // SNAPSHOT_STEPS
        if mark <= self._dense or step == self._steps:
            return True
        return (mark - self._dense) % self._stride == 0

    def keeps_weights(self, step: int) -> bool:
        """Whether the snapshot of this step carries all particle weights."""
        if self._only_last_weights:
            return step == self._steps
        epoch, in_epoch = divmod(step, self._batches)
        return step == self._steps or (in_epoch == 0 and epoch % self._weights_every == 0)
