"""sweep: many runs, side by side."""

import argparse
import sys
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from tqdm import tqdm

from orgnet_core.cli.shared import (
    add_home,
    add_jobs,
    add_json,
    add_preset,
    add_settings,
    here_of,
    open_store,
    path,
    preset_of,
    say,
    say_stopped,
    settings_of,
)
from orgnet_core.config import RunConfig
from orgnet_core.errors import InputError
from orgnet_core.plurals import count_of
from orgnet_core.runs.store.locks import LockedElsewhere
from orgnet_core.runs.store.sweeps import SweepRecord, lock_name
from orgnet_core.sweeps import Backend, DaskCluster, Grid
from orgnet_core.sweeps.grid import SEED
from orgnet_core.sweeps.notation import axes_in, seeds_in
from orgnet_core.sweeps.places import InFolder, InStore, Kept, Place
from orgnet_core.sweeps.shard import Shard
from orgnet_core.sweeps.summary import summary


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_preset(parser)
    parser.add_argument("--seeds", metavar="A-B", help="such as 0-9 or 0-4,7")
    add_settings(parser, "FIELD=VALUE,VALUE", "let any setting take several values")
    add_jobs(parser)
    parser.add_argument("--dask", metavar="ADDRESS", help="let an existing Dask cluster grow them")
    parser.add_argument("--shard", metavar="I/N", help="only this part, for one job of an array")
    parser.add_argument("--out", type=path, metavar="DIR", help="where a shard's archives go")
    add_home(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Grow a run for each seed and each combination of settings, except finished ones."""
    grid, shard = _grid(options), _shard(options)
    configs = shard.of(grid.configs) if shard else grid.configs
    with closing(_backend(options)) as backend:
        backend.check(configs)
        with _place(options, grid) as place:
            kept = place.kept(configs)
            skipped = len(kept)
            _grow_missing(options, configs, kept, backend, place)
    say(options, *_result(grid.id, configs, kept, skipped))
    return 0 if len(kept) == len(configs) else 1


def _grid(options: argparse.Namespace) -> Grid:
    """Raises InputError, SettingsError."""
    axes = axes_in(settings_of(options))
    if options.seeds is not None:
        axes[SEED] = seeds_in(options.seeds)
    return Grid(preset_of(options).config, axes)


def _shard(options: argparse.Namespace) -> Shard | None:
    if (options.shard is None) != (options.out is None):
        raise InputError("--shard I/N and --out DIR go together: archives of that part go there.")
    if options.dask is not None and (options.shard or options.jobs) is not None:
        raise InputError("--dask lets a cluster grow the runs: without --jobs and --shard.")
    return None if options.shard is None else Shard.parse(options.shard)


def _backend(options: argparse.Namespace) -> Backend:
    return here_of(options) if options.dask is None else DaskCluster(options.dask)


@contextmanager
def _place(options: argparse.Namespace, grid: Grid) -> Generator[Place, None, None]:
    """Where the runs go, for as long as this process is the one that sweeps so."""
    if options.out is not None:
        yield InFolder(options.out)
        return
    with closing(open_store(options, make=True)) as store:
        try:
            right = store.lock(lock_name(grid.id))
        except LockedElsewhere:
            raise InputError(f"Sweep {grid.id} is growing already.") from None
        with right:
            store.sweeps.keep(SweepRecord(grid.id, options.preset, grid.to_json()))
            yield InStore(store)


def _grow_missing(
    options: argparse.Namespace,
    configs: Sequence[RunConfig],
    kept: dict[RunConfig, Kept],
    backend: Backend,
    place: Place,
) -> None:
    """Grow what is not among `kept`, and add it."""
    missing = [config for config in configs if config not in kept]
    plan = f"{count_of(len(configs), 'run')}: {len(kept):,} finished already"
    print(
        f"{plan}, {f'{len(missing):,} to grow' if missing else 'nothing to do'}.", file=sys.stderr
    )
    if not missing:
        return
    try:
        bar = tqdm(total=len(configs), initial=len(kept), unit="run", file=sys.stderr)
        with bar, closing(backend.grow(missing, options.preset)) as growing:
            for grown in growing:
                kept[grown.config] = place.keep(grown)
                bar.update()
    except KeyboardInterrupt:
        kept |= place.kept(missing)  # one may have come in just then
        say_stopped()


def _result(
    sweep: str, configs: Sequence[RunConfig], kept: dict[RunConfig, Kept], skipped: int
) -> tuple[dict[str, Any], list[str]]:
    """As JSON, and in lines."""
    there = [kept[config] for config in configs if config in kept]
    rows = summary(there)
    result = {
        "sweep": sweep,
        "runs": len(configs),
        "done": len(kept) - skipped,
        "skipped": skipped,
        "missing": len(configs) - len(kept),
        "digests": {run.record.id: run.outcome.digest for run in there},
        "summary": rows,
    }
    counts = (f"{result[name]:,} {name}" for name in ("runs", "done", "skipped", "missing"))
    return result, [f"sweep {sweep}: {', '.join(counts)}", *map(_line, rows)]


def _line(row: dict[str, Any]) -> str:
    settings = [f"{name} {value}" for name, value in row["settings"].items()]
    numbers = [
        f"{row['metric']['name']} {_in_words(row['metric'])}",
        f"self-replicators {_in_words(row['self_replicators'])}",
        f"score drop when cut {_in_words(row['cut_cost'])}",
    ]
    return "  ".join(
        [*settings, count_of(row["runs"], "run"), f"{row['diverged']:,} diverged", *numbers]
    )


def _in_words(spread: dict[str, float | None]) -> str:
    if spread["median"] is None:
        return "none"
    return f"{spread['median']:.4g} ({spread['min']:.4g} to {spread['max']:.4g})"
