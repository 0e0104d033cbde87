"""How training continued after a cut, as lines of a chart and rows of a table."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from orgnet_core.runs.live.run import Run
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS
from ui.prune.sentences import amount
from ui.prune.styles import WHOLE
from ui.shared.charts import show_chart
from ui.shared.jobs import Job
from ui.shared.line_chart import Line, LineStyle, line_chart

NOTHING = "–"


class Trained(NamedTuple):
    """A cut and how training went: `points` as `work` yields them, `epochs` of them to come."""

    name: str
    style: LineStyle
    points: Sequence[dict]
    epochs: int

    @property
    def stages(self) -> list[dict]:
        """The points from just after the cut on."""
        return [point for point in self.points if point["epoch"] is not None]

    @property
    def end(self) -> dict | None:
        """The last point, if training has come to its end or diverged."""
        last = self.points[-1]
        return last if last["epoch"] == self.epochs or self.has_diverged else None

    @property
    def has_diverged(self) -> bool:
        return not isfinite(self.points[-1]["task_loss"])


def trained(
    job: Job | None, lines: Mapping[str, tuple[str, LineStyle]], epochs: int
) -> list[Trained]:
    """The lines in a job's results so far, `lines` giving each its name and style."""
    by_line: dict[str, list[dict]] = {}
    for point in list(job.results) if job is not None else ():
        by_line.setdefault(point["line"], []).append(point)
    return [Trained(*lines[line], points, epochs) for line, points in by_line.items()]


def training_chart(run: Run, lines: Sequence[Trained | Line], over: str, key: str) -> None:
    """The test metric over epochs."""
    task = TASKS[run.config.task]
    drawn = [line if isinstance(line, Line) else _line(line) for line in lines]
    figure = line_chart(drawn, over, f"test {task.metric}", logarithmic=not task.classes)
    alt = f"{task.metric} over {over}"
    show_chart(figure, alt, key)


def recorded(run: Run, epochs: int) -> Line:
    """The organism itself as it grew, nothing cut."""
    seen = [snapshot for snapshot in run.snapshots if snapshot.epoch <= epochs]
    x, y = [snapshot.epoch for snapshot in seen], [snapshot.metric for snapshot in seen]
    return Line("As trained, nothing cut", WHOLE, x, y)


def diverged(lines: Sequence[Trained]) -> list[str]:
    """A sentence for each training that broke down."""
    return [
        f"{line.name}: training diverged, in epoch {line.points[-1]['epoch']:,} of {line.epochs:,} "
        "the loss was not a number any more."
        for line in lines
        if line.has_diverged
    ]


def table(run: Run, references: Sequence[Snapshot], lines: Sequence[Trained]) -> dict:
    """Columns, by their heads, of a row for each line; above them the whole organism's."""
    task = run.config.task
    rows: list[tuple[str, ...]] = [
        (f"The organism itself, epoch {seen.epoch:g}", amount(seen.metric, task), *[NOTHING] * 3)
        for seen in references
    ]
    for line in lines:
        first = amount(line.stages[0]["metric"], task) if line.stages else NOTHING
        last = NOTHING if line.end is None else amount(line.end["metric"], task)
        last = "diverged" if line.has_diverged else last
        whole = amount(line.points[0]["metric"], task)
        rows.append((line.name, whole, first, last, f"{line.epochs}"))
    heads = ("", "before the cut", "after the cut", "after training", "epochs")
    return {head: [row[i] for row in rows] for i, head in enumerate(heads)}


def _line(trained: Trained) -> Line:
    x = [point["epoch"] for point in trained.stages]
    return Line(trained.name, trained.style, x, [point["metric"] for point in trained.stages])
