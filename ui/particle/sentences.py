"""What the Particle page says of a particle, in sentences with numbers."""

from orgnet_core.fixpoints import Kind
from orgnet_core.robustness import End, SelfApplication
from orgnet_core.selftraining import SelfTraining
from orgnet_views.kinds import KIND_STYLES
from orgnet_views.numbers import format_number, format_power


def outcome(size: str, life: SelfApplication) -> str:
    """What became of the first particle after a kick of `size`, in one sentence."""
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
    home = f"within {format_power(-5)} of what it was before"
    then, away = "then" if kept else "and", format_number(life.distance[-1, 0])
    became = {
        End.RETURNED: f"and after {_steps(steps)} rests {home}",
        End.REPLICATES: f"and after {_steps(steps)} is one, {away} from what it was before",
        End.DIED: f"{then} died after {_steps(steps)}: all its weights are zero",
        End.BLEW_UP: f"{then} blew up after {_steps(steps)}",
        End.CHANGING: f"and was still changing after {_steps(steps)}",
    }
    return f"{after} {stayed}, {became[end]}."


def learned(seen: SelfTraining) -> str:
    """What self-training made of the first particle, in two sentences."""
    before, after = (KIND_STYLES[kind].name for kind in seen.kind[[0, -1], 0])
    errors = [format_number(error) for error in seen.error[[0, -1], 0]]
    weights = [format_number(weight) for weight in seen.weight[[0, -1], 0]]
    return (
        f"{_steps(len(seen.loss) - 1).capitalize()} took a copy's replication error from "
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


def _steps(count: int) -> str:
    return f"{count:,} step{'' if count == 1 else 's'}"
