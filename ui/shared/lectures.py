"""Lectures: where a lecturer looks, for all who follow. Kept in this process, gone with it."""

from dataclasses import dataclass
from secrets import choice, token_urlsafe
from threading import Lock
from time import monotonic
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from orgnet_views.ranges import RANGES

Page = Literal["lab", "particle", "prune"]
PAGES = {page: f"pages/{page}.py" for page in get_args(Page)}
LETTERS, LENGTH = "bcdfghjkmnpqrstvwxz", 5  # of a code: nothing that reads like something else
MOST = 200  # lectures at a time
KEEP = 12 * 3600.0  # seconds without a lecturer or a follower until a lecture is forgotten
QUERY = r"^[A-Za-z0-9_=&.+%-]*$"
Whole = Annotated[int, Field(ge=0, lt=10**9, strict=True)]


class LectureView(BaseModel):
    """What a page shows: step None is the newest one, `selected` are marks such as 0-44_90, `cut`
    is what the address says of it (ui/prune/address.py)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    page: Page
    run: Annotated[str, Field(pattern="^[0-9a-f]{1,16}$")]
    particle: Whole | None = None
    step: Whole | None = None
    selected: Annotated[str, Field(max_length=20_000, pattern=rf"^({RANGES})?$")] = ""
    cut: Annotated[str, Field(max_length=8_000, pattern=QUERY)] = ""


@dataclass
class Lecture:
    token: str
    view: LectureView
    version: int  # counts the views
    seen: float  # when somebody last asked or moved


class Lectures:
    """All lectures of a process. May be used from any thread."""

    def __init__(self):
        self._lectures: dict[str, Lecture] = {}
        self._lock = Lock()

    def begin(self, view: LectureView) -> tuple[str, str] | None:
        """(code, token) of a new lecture; None while there are too many."""
        with self._lock:
            now = monotonic()
            for code in [code for code, each in self._lectures.items() if now - each.seen > KEEP]:
                del self._lectures[code]
            if len(self._lectures) >= MOST:
                return None
            code = "".join(choice(LETTERS) for _ in range(LENGTH))
            while code in self._lectures:
                code = "".join(choice(LETTERS) for _ in range(LENGTH))
            token = token_urlsafe(16)
            self._lectures[code] = Lecture(token, view, 0, now)
            return code, token

    def find(self, code: str) -> Lecture | None:
        """The lecture of a code, whether typed in small or in capital letters."""
        with self._lock:
            found = self._lectures.get(code.lower())
            if found is not None:
                found.seen = monotonic()
            return found

    def move(self, lecture: Lecture, view: LectureView) -> None:
        with self._lock:
            lecture.view, lecture.version = view, lecture.version + 1

    def end(self, code: str) -> None:
        with self._lock:
            self._lectures.pop(code.lower(), None)


LECTURES = Lectures()
