"""All that a snapshot says of an organism as it stands, measured; nothing of it changes."""

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor

from orgnet_core.backpropagation import GradientOf
from orgnet_core.config import RunConfig
from orgnet_core.fixpoints import Kind
from orgnet_core.kernels import is_compiled, kernels_for
from orgnet_core.measures import SAMPLES, measured
from orgnet_core.particles import COPY, LEAKS, WEIGHT, Particles
from orgnet_core.scoring import Scores, scores_of_two
from orgnet_core.tasks import TASKS, Batch
from orgnet_core.threads import Result, begin


def examine(
    config: RunConfig, particles: Particles, gradient: GradientOf
) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """(numbers, arrays of the particles) by the names of a snapshot, of such a run's organism; the
    test set's loss is no finite number where it has failed."""
    task, dtype, device = TASKS[config.task], config.torch_dtype, particles.weights.device
    kernels = kernels_for(config.kernel, device)
    response, error, loss, kind = kernels.census(particles)
    weight = response[WEIGHT]
    others = torch.where(kind == Kind.SELF_REPLICATOR, 0, weight)
    test, sample = task.test(dtype).to(device), task.sample(SAMPLES, dtype).to(device)
    scored = _begin(partial(scores_on, config, test, weight, others), device)
    exactly = kernels.leave_one_out
    worth = measured(config.organism, task, weight, sample, gradient, exactly)
    scores = scored()
    numbers = {
        "contribution_method": worth.method,
        "task_loss": scores.loss,
        "metric": scores.metric,
        "metric_without_replicators": scores.metric_of_others,
    }
    return numbers, {
        "replication_error": error,
        "replication_loss": loss,
        "task_contribution": worth.contribution,
        "contribution_error": worth.error,
        "gradient": worth.gradient,
        "copy": response[COPY],
        "leaks": response[LEAKS],
        "weight": weight,
        "kind": kind,
    }


def scores_on(config: RunConfig, batch: Batch, weight: Tensor, others: Tensor) -> Scores:
    """On a batch, with these task weights, [P], and the metric with those others."""
    compiled = is_compiled(config.kernel, weight.device)
    return scores_of_two(config.organism, TASKS[config.task], batch, weight, others, compiled)


def _begin(work: Callable[[], Result], device: torch.device) -> Callable[[], Result]:
    """Have a helper do it, but for what a GPU does: that has a context for each thread."""
    return begin(work) if device.type == "cpu" else work
