"""Grows the organisms whose replays the documentation shows: `make docs`, once.

python -m scripts.example_replays FOLDER
"""

import sys
from contextlib import closing
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory

from tqdm import tqdm

from orgnet_core.out_folder import make_folder, write_whole
from orgnet_core.presets import PRESETS
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.store import Store
from orgnet_views.replay.page import replay_page

SHOWN = ("mnist15", "mnist15-goal", "fashion15")


def main(folder: Path) -> None:
    """A light replay of each of SHOWN, as PRESET.html."""
    make_folder(folder)
    with TemporaryDirectory() as home, closing(Store(Path(home))) as store:
        registry = Registry(store, unwatched_pause=inf)
        for preset in tqdm(SHOWN, "replays"):
            run = registry.create(PRESETS[preset].config, preset)
            run.play()
            run.join()
            page = replay_page(run, store, light=True)
            write_whole(folder / f"{preset}.html", page.encode())
        registry.shut_down()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
