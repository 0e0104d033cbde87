"""Grow and record the organisms that come with the Lab (orgnet_core/examples/).

python -m scripts.record_examples [NAME …]

Of each what `steps_kept` says, packed as tightly as an import takes it: under 3 MB.
"""

import sys
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tqdm import tqdm

from orgnet_core.cadence import evenly
from orgnet_core.examples import EXAMPLES, WITH_WEIGHTS, Example, steps_kept
from orgnet_core.out_folder import write_whole
from orgnet_core.runs.archive.write import FOR_PEOPLE, archived
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store import Store
from orgnet_core.snapshot import Snapshot


def main(names: list[str]) -> None:
    for name in tqdm(names or EXAMPLES, "examples"):
        record(EXAMPLES[name])


def record(example: Example) -> None:
    with TemporaryDirectory() as home, closing(Store(Path(home))) as store:
        registry = Registry(store, unwatched_pause=inf)
        run = registry.create(example.config, example.preset)
        run.play()
        run.join()
        grown, snapshots = store.run(run.id), thinned(store, run)
        registry.delete(run.id)
        store.add_whole(replace(grown, id=example.run, checkpoint=None), snapshots)
        write_whole(example.archive, packed(store, example.run))
        registry.shut_down()


def thinned(store: Store, run: Run) -> list[Snapshot]:
    """What ships of a run."""
    shown = steps_kept(run.snapshots, run.config)
    of_weights = {snapshot.step for snapshot in evenly(shown, WITH_WEIGHTS)}

    def as_kept(snapshot: Snapshot) -> Snapshot:
        if snapshot.step not in of_weights:
            return snapshot
        found = dict(store.particle_weights(run.id, snapshot.step, snapshot.step))
        return replace(snapshot, particle_weights=found.get(snapshot.step))

    return [as_kept(snapshot) for snapshot in shown]


def packed(store: Store, run: str) -> bytes:
    """Its archive without what only people read, which the Lab can write again."""
    target = BytesIO()
    with ZipFile(BytesIO(archived(store, run))) as whole, ZipFile(target, "w") as small:
        for name in whole.namelist():
            if name not in FOR_PEOPLE:
                small.writestr(ZipInfo(name), whole.read(name), ZIP_DEFLATED, 9)
    return target.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
