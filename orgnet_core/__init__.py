"""The science of organism networks: particles, organisms, training, measures, pruning.

Source: Illium et al., "Constructing Organism Networks from Collaborative
Self-Replicators", arXiv 2212.10078 ("the paper" throughout). Knows nothing of screens.

Shapes: P particles, n weights per particle, h hidden units per particle, B batch, L layers.
"""

import logging

from orgnet_core.config import RunConfig
from orgnet_core.fixpoints import Kind, classify
from orgnet_core.organism import Organism
from orgnet_core.particles import Particles
from orgnet_core.phases import Phase
from orgnet_core.presets import PRESETS
from orgnet_core.snapshot import Snapshot
from orgnet_core.sweeps import sweep
from orgnet_core.tasks import TASKS
from orgnet_core.training import Trainer, train
from orgnet_core.version import __version__

__all__ = [
    "PRESETS",
    "TASKS",
    "Kind",
    "Organism",
    "Particles",
    "Phase",
    "RunConfig",
    "Snapshot",
    "Trainer",
    "__version__",
    "classify",
    "sweep",
    "train",
]

logging.getLogger(__name__).addHandler(logging.NullHandler())  # whoever wants a log sets one up
