"""The organism's dense twin: an ordinary net of its shape, trained by plain torch.

It starts from the organism's own task weights and sees the same batches under the same optimiser;
what it lacks is the particles.
"""

from collections.abc import Iterator

import torch

from orgnet_core.pruning.evaluation import evaluate
from orgnet_core.pruning.retraining import Stage
from orgnet_core.pruning.specimen import Specimen
from orgnet_core.reference import dense_training
from orgnet_core.training import Trainer


def train_twin(organism: Specimen) -> Iterator[Stage]:
    """A stage before and after every epoch of the organism's schedule, on the CPU.

    Its specimens wear the organism's labels, so the self-replicators of a twin are those weights
    that are self-replicators in the organism.
    """
    config = organism.config
    net, train_an_epoch = dense_training(Trainer(config.changed({"device": "cpu"})))
    for epoch in range(config.epochs + 1):
        if epoch:
            train_an_epoch()
        weight = torch.cat([matrix.detach().flatten() for matrix in net.parameters()])
        twin = organism.twin(weight)
        yield Stage(epoch, twin, evaluate(twin))
