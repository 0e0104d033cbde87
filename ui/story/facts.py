"""The numbers in the Story, from the organisms and the trials that come with the Lab."""

from functools import cache
from typing import Any

import numpy as np

from orgnet_core.examples import EXAMPLES
from orgnet_core.fixpoints import Kind
from orgnet_core.runs.live.run import Run
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS
from orgnet_core.trials.answers import recorded_answer
from orgnet_core.trials.recorded import recorded_trial
from ui.shared.formats import format_share
from ui.shared.questions import amount
from ui.shared.registry import registry

EARLY = 10  # epochs: the knee of the paper's Fig. 9 lies before


def example(name: str) -> Run:
    """One of the organisms that come with the Lab."""
    return registry().require(EXAMPLES[name].run)


@cache
def facts() -> dict[str, Any]:
    """All that the texts name. The examples never change, nor do recorded trials."""
    run = example("mnist15")
    last = run.snapshots[-1]
    early = next(each for each in run.snapshots if each.epoch >= EARLY)
    config, organism = run.config, run.config.organism
    return {
        "preset": "mnist15",
        "seed": config.seed,
        "epochs": f"{last.epoch:g}",
        "weights": config.particle_size,
        "featured": featured(last),
        "particle": f"{featured(last):,}",
        "particles": f"{organism.particles:,}",
        "pixels": organism.widths[0],
        "hidden": organism.widths[1],
        "sr_steps": config.phases[0].replication_steps,
        "early_epoch": f"{early.epoch:g}",
        "early": early.kinds["self_replicator"],
        "replicators": last.kinds["self_replicator"],
        "accuracy": format_share(last.metric),
        **_places(run, last),
        **_of_frozen(example("frozen")),
        **_of_trials(),
        **_of_label(),
    }


def featured(last: Snapshot) -> int:
    """The particle of the first two steps: the self-replicator with the largest task weight, so
    that both its jobs can be seen."""
    replicates = last.kind == Kind.SELF_REPLICATOR
    return int(np.argmax(np.where(replicates, np.abs(last.weight), -1)))


def _places(run: Run, last: Snapshot) -> dict[str, Any]:
    """Which pixels the self-replicators read."""
    picture = TASKS[run.config.task].picture
    assert picture is not None, "the paper's organism reads pictures"
    cells, pixels = run.config.organism.shapes[0]
    first = (last.kind[: cells * pixels] == Kind.SELF_REPLICATOR).reshape(cells, pixels)
    by_pixel, dark = first.sum(0), list(picture.dark)
    correlation = float(np.corrcoef(by_pixel, picture.mean)[0, 1])
    return {
        "first": _some(int(by_pixel.sum()), last.kinds["self_replicator"]),
        "dark": int(by_pixel[dark].sum()),
        "dark_share": format_share(by_pixel[dark].sum() / by_pixel.sum(), 0),
        "dark_pixels": len(dark),
        "pixel_share": format_share(len(dark) / pixels, 0),
        "correlation": f"{correlation:.2f}".replace("-", "−"),
    }


def _some(count: int, of: int) -> str:
    return f"All {of}" if count == of else f"{count} of the {of}"


def _of_frozen(run: Run) -> dict[str, Any]:
    last = run.snapshots[-1]
    return {
        "frozen_epochs": run.config.phases[-1].epochs,
        "frozen_replicators": f"{last.kinds['self_replicator']:,}",
        "frozen_accuracy": format_share(last.metric),
    }


def _of_trials() -> dict[str, Any]:
    """What was found over seeds and steps; costs as differences of accuracies."""
    baselines, persistence = (recorded_trial(name) for name in ("baselines", "persistence"))
    l1 = baselines["pairs"]["l1_global"]["last"]
    label, ours = (
        persistence["cuts"][name] for name in ("self_replicator", "persistent_replicator")
    )
    return {
        "runs": baselines["runs"],
        "seeds": baselines["seeds"],
        "l1": accuracy(l1["median"]),
        "l1_low": accuracy(l1["low"]),
        "l1_high": accuracy(l1["high"]),
        "ends": f"{persistence['ends']:,}",
        "ends_runs": persistence["runs"],
        "dear": accuracy(persistence["dear"][0]),
        "often": label["dear"][0],
        "often_runs": label["runs_dear"][0],
        "worst": accuracy(label["largest"]),
        "persistent": ours["dear"][0] or "none",
        "persistent_worst": accuracy(ours["largest"]),
    }


def _of_label() -> dict[str, Any]:
    """What a large replication error goes with, over seeds."""
    answer = recorded_answer("label")
    known = {name: amount(of["median"], "correlation") for name, of in answer.medians.items()}
    return known | {"label_runs": len(answer.seeds)}


def accuracy(value: float) -> str:
    return amount(value, "accuracy")
