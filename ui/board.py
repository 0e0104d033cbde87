"""Mounts a board of live views into a page; the views themselves are ui/live/."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from orgnet_core.runs.run import Run
from orgnet_core.tasks import TASKS
from ui.feed import ASSETS, LIVE, stride
from ui.texts import TEXTS

# Streamlit calls this whenever the data change and `leave` when the component goes.
BOOT = """
const boards = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const element = parentElement.querySelector(".orgnet");
  const wanted = JSON.stringify(data);
  let board = boards.get(element);
  if (board?.wanted !== wanted) {
    board?.leave();
    board = { wanted };
    let gone = false;
    const leaving = import(new URL(`${data.assets}/board.js`, location.origin)).then(({ mount }) =>
      gone ? () => {} : mount(element, data, (selection) => {
        if (data.reports) setStateValue("selection", selection);
      }),
    );
    leaving.catch((error) => { element.textContent = `The views did not load: ${error.message}`; });
    board.leave = () => { gone = true; boards.delete(element); leaving.then((leave) => leave()); };
    boards.set(element, board);
  }
  return board.leave;
}
"""

_component = st.components.v2.component(
    "organism_board",
    html='<div class="orgnet"></div>',
    css=(LIVE / "board.css").read_text(),
    js=BOOT,
    isolate_styles=False,
)


def board(
    run: Run,
    views: Sequence[str],
    *,
    key: str,
    at: int | None = None,
    cut: np.ndarray = (),
    reports: bool = False,
) -> list[int]:
    """Show `views` ("map", "curves", …: those of ui/live/board.js) of a run, side by side.

    They follow the run live, or show snapshot number `at`. Particles in `cut` are struck out on
    the map. With `reports`, a change of the selection runs the page again and is returned here.
    """
    task, organism = TASKS[run.config.task], run.config.organism
    every = stride(organism.particles)  # marks on the page are particles 0, every, 2·every, …
    data = {
        "assets": ASSETS,
        "run": run.id,
        "views": list(views),
        "at": at,
        "cut": [int(particle) // every for particle in cut if particle % every == 0],
        "reports": reports,
        "task": {"metric": task.metric, "logLoss": not task.higher_is_better},
        "organism": {
            "layers": organism.shapes,
            "grid": task.input_grid,
            "every": every,
            "dark": task.dark_pixels,
            "mean": task.mean_image,
        },
        "texts": TEXTS["views"],
    }
    callbacks = {"on_selection_change": lambda: None} if reports else {}
    result = _component(key=key, data=data, **callbacks)
    return [every * mark for mark in result.get("selection") or []] if reports else []
