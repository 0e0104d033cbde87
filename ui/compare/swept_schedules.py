"""Schedules over the seeds of a sweep of this server, and the dense twins of its runs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import streamlit as st

from orgnet_core.config import RunConfig
from orgnet_core.errors import LabError
from orgnet_core.pruning.dense import TwinResult, twin_result
from orgnet_core.runs.store.sweeps import SweepRecord
from orgnet_core.sweeps.axes import SCHEDULE, is_of_schedule, swept_in, value_of
from orgnet_core.sweeps.differences import finished
from orgnet_core.sweeps.grid import Grid
from orgnet_core.sweeps.places import InStore, Kept
from orgnet_core.trials.schedules import RunEnd, schedule_summary
from ui.session.progress import Progress, following, is_missing, why_missing
from ui.session.sweeps import look_at
from ui.session.visitor import visitor
from ui.shared.jobs import JobState, jobs
from ui.shared.registry import registry
from ui.shared.settings_words import format_setting, setting_label
from ui.shared.texts import TEXTS

WORDS = TEXTS["compare"]["schedules"]
Twins = Mapping[str, TwinResult]  # by the run's id
PREFIX = "twin/sweep/"  # of the job, which is kept with the sweep's first run


def sweeps_of_schedules() -> list[SweepRecord]:
    """Those that vary the schedule or settings of it, and besides only the seed; newest first."""
    return [record for record in registry().store.sweeps.all() if _varies_schedules(record.grid)]


@lru_cache(maxsize=1_000)
def _varies_schedules(grid: str) -> bool:
    try:
        settings = swept_in(Grid.from_json(grid))
    except LabError:
        return False  # of a version that had other settings
    return bool(settings) and all(map(is_of_schedule, settings))


def finished_runs(grid: Grid) -> list[Kept]:
    return finished([*InStore(registry().store).read(look_at(grid)).values()])


def summary_of(grid: Grid, runs: Sequence[Kept], twins: Twins) -> dict[str, Any]:
    """As of the recorded trial; schedules go by what sets them apart."""
    settings = swept_in(grid)
    ends = [_end(kept, _words(kept, settings), twins.get(kept.record.id)) for kept in runs]
    return schedule_summary(ends, list(dict.fromkeys(end.schedule for end in ends)))


def _words(kept: Kept, settings: Sequence[str]) -> str:
    """What sets its schedule apart from the others of the sweep."""
    config = kept.record.config
    if SCHEDULE in settings:
        return format_setting(config.phases)
    values = (
        f"{setting_label(name)} {format_setting(value_of(config, name))}" for name in settings
    )
    return ", ".join(values)


def _end(kept: Kept, schedule: str, twin: TwinResult | None) -> RunEnd:
    config, outcome = kept.record.config, kept.outcome
    count = config.organism.particles
    replicators = [round(share * count) for share in outcome.self_replicators]
    return RunEnd(
        seed=config.seed,
        schedule=schedule,
        particles=count,
        accuracy=outcome.metric[-1],
        self_replicators=replicators[-1],
        fewest=min(replicators[1:]),
        cost=outcome.cut_cost[-1],
        seconds=kept.record.scalars["seconds"],
        twin=twin,
    )


def with_twins(sweep: SweepRecord, runs: Sequence[Kept], show: Callable[[Twins], None]) -> None:
    """`show` what is known, once more as twins come; a button for those that are missing."""
    first = runs[0].record.id
    name = f"{PREFIX}{sweep.id}/{len(runs)}"

    def section(progress: Progress) -> None:
        job = jobs().find(first, name)
        results = () if job is None else job.results
        show({each["run"]: TwinResult(each["metric"], each["seconds"]) for each in results})
        if is_missing(job):
            label, help_text = WORDS["train"]
            st.button(
                label,
                key="compare_twins",
                help=help_text,
                icon=":material/play_arrow:",
                on_click=_train,
                args=(first, name, {kept.record.id: kept.record.config for kept in runs}),
            )
        why_missing(job)
        if job is not None and job.state is not JobState.DONE:
            progress()

    following([first], PREFIX, section)


def _train(first: str, name: str, configs: Mapping[str, RunConfig]) -> None:
    def work() -> Iterator[dict[str, Any]]:
        for run, config in configs.items():
            yield {"run": run, **twin_result(config)._asdict()}

    jobs().start(first, name, WORDS["training"], len(configs), work, visitor())
