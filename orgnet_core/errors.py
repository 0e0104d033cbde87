"""What can go wrong for a reason that a person can act on.

The message of each is one sentence for people: the command line prints it, the pages show it.
`SettingsError` is in config.py, `StoreError` in runs/store/, `ArchiveError` in runs/archive/.
"""


class LabError(Exception):
    """Something cannot be done; the message says why, and where there is a choice, what can."""


class InputError(LabError, ValueError):
    """An argument that cannot be: the message names it and says what is allowed."""


class NotRecordedError(LabError, LookupError):
    """A run, step or weights that were asked for are not in the store."""


class NoDataError(LabError, LookupError):
    """The pictures of a task are not on this machine; the message says how they come there."""


class Divergence(ArithmeticError):
    """The task loss is no longer a finite number; the organism is beyond repair."""
