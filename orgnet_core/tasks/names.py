"""What tasks are called: NAME, and of one that reads pictures NAME[-cropN][-random].

NAME          as registered, or own-NAME-DIGEST for pictures of one's own (own.py)
-cropN        the middle N×N pixels alone
-random       training labels shuffled once and for all, a control: nothing can be learnt
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from orgnet_core.errors import InputError
from orgnet_core.tasks import own
from orgnet_core.tasks.pictures import PictureClassification
from orgnet_core.tasks.protocol import Task
from orgnet_core.validation import must_be

MOST_VARIANTS = 8  # in memory, each with its pictures
_NAME = re.compile(r"([\w-]+?)(?:-crop([1-9]\d{0,2}))?(-random)?", re.ASCII)


class Tasks(dict[str, Task]):
    """Tasks by name. Goes over those that are registered; what else has a name, a variant or one's
    own pictures, is made when it is asked for. Raises InputError for any other name."""

    def __init__(self, registered: Mapping[str, Task]):
        super().__init__(registered)
        self._made = lru_cache(MOST_VARIANTS)(self._make)

    def __missing__(self, name: str) -> Task:
        return self._made(name)

    def full_name(self, name: object) -> str:
        """As a run's settings hold it: of one's own pictures with their digest. Raises InputError,
        NoDataError."""
        if not isinstance(name, str):
            raise self._unknown(name)
        base, *_ = _parts(name)
        if own.is_own(base):
            name = own.full_name(base) + name.removeprefix(base)
        self[name]  # which refuses what is none
        return name

    def _make(self, name: str) -> Task:
        base, side, is_random = _parts(name)
        if base not in self and not own.is_own(base):
            raise self._unknown(name)
        task = self[base] if base in self else own.task_of(base)
        if not isinstance(task, PictureClassification):
            raise InputError(f"task {name} cannot be: {base} reads no pictures.")
        if side:
            task = task.cropped(side)
        return task.with_random_labels() if is_random else task

    def _unknown(self, name: object) -> InputError:
        allowed = f"one of {', '.join(self)}, own-NAME (pictures also NAME-cropN, NAME-random)"
        return InputError(must_be("task", allowed, name))


def _parts(name: str) -> tuple[str, int, bool]:
    """(what it is made of, pixels a side or 0, whether labels are random)."""
    found = _NAME.fullmatch(name)
    if found is None:
        return name, 0, False
    base, side, random = found.groups()
    return base, int(side or 0), bool(random)
