"""A board of views on one run as a widget; what is selected is known to Python, and the other way.

Frames are pushed from a thread, so that a growing run is followed while the kernel is busy. When a
run rests, its recording is in the widget's state, which a saved notebook keeps.
"""

import json
from collections.abc import Sequence
from threading import Event, Thread
from typing import Any
from weakref import ref

import anywidget
import traitlets

from orgnet_core.errors import InputError
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.live.view import RunView
from orgnet_core.runs.state import State
from orgnet_views.board import board_of
from orgnet_views.frames import encode_frames
from orgnet_views.notebook.widget import module, style
from orgnet_views.replay.packing import compress
from orgnet_views.replay.page import ABOVE, BELOW
from orgnet_views.replay.recording import recording_of

VIEWS = (*ABOVE, *BELOW)
LOOK = 0.3  # seconds between two looks at a run that grows


class Board(anywidget.AnyWidget):
    """Views of a run, with a timeline: in JupyterLab, VS Code, marimo, Colab.

    `selection` are numbers of particles, `step` is the recorded step that is shown, None the
    newest; both may be set. `views` of VIEWS stand above the timeline, `below` below it.
    Raises InputError for others.
    """

    _esm, _css = module(), style()
    selection = traitlets.List(traitlets.Int()).tag(sync=True)
    step = traitlets.Int(None, allow_none=True).tag(sync=True)
    facts = traitlets.Dict(read_only=True).tag(sync=True)
    recording = traitlets.Bytes(read_only=True).tag(sync=True)  # empty while the run grows

    def __init__(self, run: Run, views: Sequence[str] = ABOVE, below: Sequence[str] = ()):
        self.run, self._closed = run, Event()  # first: whatever is made is closed in the end
        self._over = Event()
        _check((*views, *below))
        self.set_trait("facts", board_of(run) | {"views": [*views], "below": [*below]})
        self.set_trait("recording", _recorded(run) if _rests(run.view) else b"")
        super().__init__()
        self.on_msg(self._answer)  # pyright: ignore[reportUnknownMemberType]  # untyped there
        if not run.state.is_open:
            self._over.set()
        if run.view.is_live:
            Thread(target=_follow, args=(ref(self), run, self._closed), daemon=True).start()

    def join(self, timeout: float | None = None) -> bool:
        """Wait, for so many seconds at most, until the run is over and its recording is here, for
        the notebook to be saved with it; whether it is."""
        self._over.wait(timeout)
        return bool(self.recording)

    def close(self) -> None:
        """No longer shown, nor told of its run."""
        self._closed.set()
        self._over.set()
        super().close()

    @traitlets.validate("selection")
    def _of_the_run(self, proposal: dict[str, Any]) -> list[int]:
        chosen, particles = proposal["value"], self.run.config.organism.particles
        if not all(0 <= particle < particles for particle in chosen):
            raise traitlets.TraitError(f"selection must be particles from 0 to {particles - 1:,}.")
        return chosen

    def push(self, first: int) -> int:
        """Send the page all frames from number `first` on; how many there are."""
        while True:
            data, held = encode_frames(self.run.view, first), len(self.run.snapshots)
            self.send({"first": first}, buffers=[data])  # pyright: ignore[reportUnknownMemberType]
            sent = _frames_in(data)
            first += sent
            if first >= held or not sent:
                return first

    def keep_up(self, view: RunView, sent: int) -> int:
        """Push what is new behind that many frames, and keep the recording of a run that rests; how
        many frames there are."""
        if not _rests(view):
            self._over.clear()
            self.set_trait("recording", b"")
        sent = self.push(sent)
        if _rests(view):
            self.set_trait("recording", _recorded(self.run))
        if not view.state.is_open:
            self._over.set()
        return sent

    def _answer(self, _widget: object, asked: dict[str, int], _buffers: object) -> None:
        self.push(asked["frames"])


def _check(views: Sequence[str]) -> None:
    if wrong := [view for view in views if view not in VIEWS]:
        raise InputError(f"{', '.join(wrong)} is no view; there are {', '.join(VIEWS)}.")


def _follow(board: "ref[Board]", run: Run, closed: Event) -> None:
    """Have a board keep up with its run until it is closed, or nobody has it any more."""
    sent, state = len(run.snapshots) if _rests(run.view) else 0, run.state
    while not closed.wait(LOOK) and (shown := board()) is not None:
        view = run.view
        if (len(view.snapshots), view.state) != (sent, state):
            sent, state = shown.keep_up(view, sent), view.state
        del shown  # so that it goes when nobody else has it


def _rests(view: RunView) -> bool:
    """Whether it was grown, and is not being grown."""
    return not view.state.is_growing and view.state is not State.READY


def _recorded(run: Run) -> bytes:
    return compress(recording_of(run, run.store))


def _frames_in(answer: bytes) -> int:
    length = int.from_bytes(answer[:4], "little")
    return len(json.loads(answer[4 : 4 + length])["frames"])
