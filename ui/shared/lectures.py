"""Lectures: where a lecturer looks, for all who follow. Kept in this process, gone with it.

Nobody gets to use up all of them, nor to guess their codes. A visitor is known by a cookie, but
cookies are quickly made: so addresses count, too, generously, since a whole class may share one.
"""

from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from secrets import choice, token_urlsafe
from threading import Lock
from time import monotonic
from typing import Annotated, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field

from orgnet_core.errors import LabError
from orgnet_core.ranges import RANGES
from ui.shared.class_seeds import ClassSeeds
from ui.shared.polls import Polls
from ui.shared.questions import QUESTIONS

Page = Literal["lab", "particle", "prune", "compare", "questions"]
PAGES = {page: f"pages/{page}.py" for page in get_args(Page)}
LETTERS, LENGTH = "bcdfghjkmnpqrstvwxz", 6  # of a code: nothing that reads like something else
MOST = 200  # lectures at a time
MOST_OF_VISITOR = 5  # the oldest ends when another begins
MOST_OF_ADDRESS = 50
MOST_GUESSES = 100  # different codes a minute that are none, of an address
KEEP = 12 * 3600.0  # seconds without a lecturer or a follower until a lecture is forgotten
QUERY = r"^[A-Za-z0-9_=&.+%-]*$"
Whole = Annotated[int, Field(ge=0, lt=10**9, strict=True)]


class LectureView(BaseModel):
    """What a page shows: step None is the newest one, `selected` are marks such as 0-44_90, `cut`
    is what else the address says: of the cut (ui/prune/address.py), or the other organism. The page
    of questions may show one, and need show no run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    page: Page
    run: Annotated[str, Field(pattern="^[0-9a-f]{0,16}$")]
    particle: Whole | None = None
    step: Whole | None = None
    selected: Annotated[str, Field(max_length=20_000, pattern=rf"^({RANGES})?$")] = ""
    cut: Annotated[str, Field(max_length=8_000, pattern=QUERY)] = ""
    question: Annotated[str, Field(pattern=f"^({'|'.join(QUESTIONS)})$")] | None = None


class TooMany(LabError):
    """More lectures, or more guesses at their codes, than one address may have."""


class Asker(NamedTuple):
    """Who asks for lectures: a visitor (their token, "" without one) at an address."""

    visitor: str
    address: str

    @classmethod
    def of(cls, visitor: str, host: str | None) -> "Asker":
        """`host` as a socket names it; a whole network of IPv6 is one address, this machine ""."""
        try:
            address = ip_address(host or "::1")
        except ValueError:
            return cls(visitor, f"{host}")
        if address.is_loopback:
            return cls(visitor, "")
        is_wide = isinstance(address, IPv6Address)
        return cls(visitor, f"{int(address) >> 64:x}" if is_wide else f"{address}")

    @property
    def who(self) -> str:
        return self.visitor or self.address


@dataclass
class Lecture:
    token: str
    view: LectureView
    version: int  # counts the views
    seen: float  # when somebody last asked or moved
    of: Asker
    followed_at: set[str] = field(default_factory=set)  # addresses
    seeds: ClassSeeds | None = None  # that followers may grow
    polls: Polls = field(default_factory=Polls)  # what followers guess

    def __post_init__(self):
        self.show(self.view)

    def show(self, view: LectureView) -> None:
        """A question that is shown is voted on from then on."""
        self.view = view
        if view.question is not None:
            self.polls.ask(view.question, len(QUESTIONS[view.question].options))


class Lectures:
    """All lectures of a process. May be used from any thread."""

    def __init__(self):
        self._lectures: dict[str, Lecture] = {}
        self._guesses: dict[str, set[str]] = {}  # wrong ones by address, in this minute
        self._minute = 0
        self._lock = Lock()

    def begin(self, view: LectureView, asker: Asker) -> tuple[str, str] | None:
        """(code, token) of a new lecture; None while there are too many. Raises TooMany."""
        with self._lock:
            now = monotonic()
            for code in [code for code, each in self._lectures.items() if now - each.seen > KEEP]:
                self._forget(code)
            self._make_room(asker)
            if len(self._lectures) >= MOST:
                return None
            code = "".join(choice(LETTERS) for _ in range(LENGTH))
            while code in self._lectures:
                code = "".join(choice(LETTERS) for _ in range(LENGTH))
            token = token_urlsafe(16)
            self._lectures[code] = Lecture(token, view, 0, now, asker)
            return code, token

    def _make_room(self, asker: Asker) -> None:
        own = [code for code, each in self._lectures.items() if each.of.who == asker.who]
        if asker.visitor and len(own) >= MOST_OF_VISITOR:
            self._forget(own[0])
        elif len(own) >= MOST_OF_VISITOR:
            raise TooMany(
                f"Without a cookie at most {MOST_OF_VISITOR} lectures can be held at once."
            )
        if self._count_at(asker.address) >= MOST_OF_ADDRESS:
            raise TooMany(
                f"From one address at most {MOST_OF_ADDRESS} lectures can be held at once."
            )

    def _count_at(self, address: str) -> int:
        return sum(each.of.address == address for each in self._lectures.values())

    def find(self, code: str, asker: Asker) -> Lecture | None:
        """The lecture of a code, whether typed in small or in capital letters.

        Raises TooMany where too many other codes were tried: then only those are found that were
        found before. How often one code is tried does not matter.
        """
        code = code.lower()
        if len(code) != LENGTH:
            return None
        with self._lock:
            found = self._lectures.get(code)
            if found is None or asker.address not in found.followed_at:
                self._let_guess(code, asker.address, found is None)
            if found is not None:
                found.followed_at.add(asker.address)
                found.seen = monotonic()
            return found

    def _let_guess(self, code: str, address: str, is_wrong: bool) -> None:
        """Raises TooMany unless that address may try that code in this minute."""
        if self._minute != (minute := int(monotonic() // 60)):
            self._minute, self._guesses = minute, {}
        wrong = self._guesses.setdefault(address, set())
        if code not in wrong and len(wrong) >= MOST_GUESSES:
            raise TooMany("Too many codes were tried from here; try again in a minute.")
        if is_wrong:
            wrong.add(code)

    def move(self, lecture: Lecture, view: LectureView) -> None:
        with self._lock:
            lecture.show(view)
            lecture.version += 1

    def goes_on(self, code: str, lecture: Lecture) -> bool:
        """Whether this is still the lecture of that code, to whoever follows it all the while."""
        with self._lock:
            lecture.seen = monotonic()
            return self._lectures.get(code) is lecture

    def end(self, code: str) -> None:
        with self._lock:
            self._forget(code.lower())

    def offer(self, lecture: Lecture, seeds: ClassSeeds) -> None:
        """From now on followers may grow these, and no others."""
        with self._lock:
            before, lecture.seeds = lecture.seeds, seeds
        if before is not None:
            before.close()

    def _forget(self, code: str) -> None:
        lecture = self._lectures.pop(code, None)
        if lecture is not None and lecture.seeds is not None:
            lecture.seeds.close()


LECTURES = Lectures()
