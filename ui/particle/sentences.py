"""What the Particle page says of a particle, in sentences with numbers."""

from collections.abc import Mapping, Sequence

import numpy as np

from orgnet_core.config import RunConfig
from orgnet_core.endurance import EIGENVALUE, Counting, Endurance, medians
from orgnet_core.fixpoints import Kind, count_kinds
from orgnet_core.operators import Standing
from orgnet_core.plurals import count_of
from orgnet_core.robustness import End, SelfApplication
from orgnet_core.selftraining import SelfTraining
from orgnet_core.tasks import TASKS
from orgnet_views.kinds import KIND_STYLES
from orgnet_views.numbers import format_number, format_power
from ui.shared.formats import format_score


def outcome(size: str, life: SelfApplication) -> str:
    """The first particle's fate after a kick of `size`, in one sentence."""
    steps, kept, end = int(life.steps[0]), int(life.fixpoint_steps[0]), life.ends[0]
    after = f"After a kick of {size} it"
    if not steps:
        return (
            f"{after} was {KIND_STYLES[life.kind[0, 0]].name} at once, before any self-application."
        )
    if not kept:
        stayed = "was never a self-replicator"
    elif (life.kind[:kept, 0] == Kind.SELF_REPLICATOR).all():
        stayed = f"stayed a self-replicator for {_steps(kept)}"
    else:
        stayed = f"was a self-replicator for {_steps(kept)}"
    home = f"within {format_power(-5)} of its weights before"
    then, away = "then" if kept else "and", format_number(life.distance[-1, 0])
    became = {
        End.RETURNED: f"and after {_steps(steps)} is stable {home}",
        End.REPLICATES: f"and after {_steps(steps)} is one again, {away} from its weights before",
        End.DIED: f"{then} died after {_steps(steps)}: all its weights are zero",
        End.BLEW_UP: f"{then} diverged after {_steps(steps)}",
        End.CHANGING: f"and was still changing after {_steps(steps)}",
    }
    return f"{after} {stayed}, {became[end]}."


def learned(seen: SelfTraining) -> str:
    """What self-training changed in the first particle, in two sentences."""
    before, after = (KIND_STYLES[kind].name for kind in seen.kind[[0, -1], 0])
    errors = [format_number(error) for error in seen.error[[0, -1], 0]]
    weights = [format_number(weight) for weight in seen.weight[[0, -1], 0]]
    return (
        f"{_steps(len(seen.loss) - 1).capitalize()} changed a copy's replication error from "
        f"{errors[0]} to **{errors[1]}** ({before} → {after}) and its task weight from "
        f"{weights[0]} to {weights[1]}. The run itself is unchanged."
    )


def responses(seen: SelfTraining) -> dict[str, list[str]]:
    """Table of the first particle's response before and after, beside a perfect replicator's."""
    before, after = seen.response[[0, -1], :, 0]
    perfect = [1.0, 0.0, 0.0, 0.0, float(after[4])]
    rows = {"before": before, "after": after, "perfect": perfect}
    names = ["copy", "leak: layer", "leak: cell", "leak: edge", "weight"]
    columns = {name: [format_number(float(x)) for x in values] for name, values in rows.items()}
    return {"": names} | columns


def lasted(levels: Sequence[Endurance], counting: Counting) -> str:
    """How many self-applications it lasts after the largest, a middling and the smallest noise."""
    steps, draws = medians(levels, counting).steps, len(levels[0].steps)
    said = [
        f"**{steps[index]:g}** self-applications after noise of "
        f"{format_power(round(np.log10(levels[index].size)))}"
        for index in (0, len(levels) // 2, -1)
    ]
    counted = "running totals over" if counting.runs_on else "medians of"
    return (
        f"Until it is zero or divergent it lasts {'; '.join(said)} "
        f"({counted} {count_of(draws, 'random draw')})."
    )


def grows(factor: float) -> str:
    """What one self-application makes of a small error, beside what it must for a replicator."""
    algebra = f"in theory {EIGENVALUE} for a self-replicator"
    if not np.isfinite(factor):
        return f"The growth of a small error cannot be measured here ({algebra})."
    if factor < 1:
        return f"A small error shrinks to {format_number(factor)} of itself per step ({algebra})."
    return f"A small error grows **{factor:.2f}-fold** per step ({algebra})."


def met(did: str, pairs: int, config: RunConfig, before: Standing, after: Standing) -> str:
    """The organism after so many pairs met; `did` says what they did."""
    task = TASKS[config.task]
    scores = " → ".join(format_score(task, each.metric) for each in (before, after))
    replicators = " → ".join(f"{each.kinds['self_replicator']:,}" for each in (before, after))
    return (
        f"**{count_of(pairs, 'pair')}** met: {did}. "
        f"{task.metric.capitalize()} **{scores}**, self-replicators **{replicators}**. "
        "The run itself is unchanged."
    )


def standings(config: RunConfig, before: Standing, after: Standing) -> dict[str, list[str]]:
    """Table of what an organism was and is."""
    task = TASKS[config.task]
    names = [task.metric, "task loss", "mean replication loss"]
    names += [KIND_STYLES[kind].plural for kind in Kind]

    def column(each: Standing) -> list[str]:
        losses = [format_number(each.task_loss), format_number(each.replication_loss)]
        return [format_score(task, each.metric), *losses, *(f"{n:,}" for n in each.kinds.values())]

    return {"": names, "before": column(before), "after": column(after)}


def became(kinds: np.ndarray, hidden: int) -> str:
    """The kinds, uint8 [K], of particles with random initial weights after self-application."""
    counts = count_kinds(kinds)
    died, diverged = counts["zero"], counts["divergent"]
    others = len(kinds) - died - diverged
    stayed = f"**{others:,}** did neither" if others else "there was no other end"
    return (
        f"Of **{len(kinds):,}** particles of width h = {hidden}, with random initial weights, "
        f"**{died:,}** died, **{diverged:,}** diverged, and {stayed}."
    )


def fates(kinds: np.ndarray, words: Mapping[str, str]) -> dict[str, list[str]]:
    """Table of the same; `words` says for each kind, by lower-case name, what it means here."""
    counts = count_kinds(kinds)
    return {"": list(words.values()), "particles": [f"{counts[name]:,}" for name in words]}


def _steps(count: int) -> str:
    return count_of(count, "step")
