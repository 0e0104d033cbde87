"""Where what numba compiles is kept: beside its source, or where NUMBA_CACHE_DIR says.

Where neither can be, as in a package that an administrator installed, numba would take the home
folder, which many machines may share. A folder on this machine's own disk serves it better.
"""

import os
import tempfile
from pathlib import Path
from stat import S_IMODE
from typing import Any

from numba.core import config as numba_config

PACKAGE = Path(__file__).parent
config: Any = numba_config


def choose_folder(package: Path = PACKAGE) -> None:
    """Before the first function that is to be kept is made."""
    if not config.CACHE_DIR and not _is_writable(package):
        config.CACHE_DIR = str(_own_folder())


def _is_writable(package: Path) -> bool:
    """Whether numba can keep what it compiles in the package's folder."""
    try:
        (package / "__pycache__").mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=package / "__pycache__"):
            return True
    except OSError:
        return False


def _own_folder() -> Path:
    """One for this user, whom alone it lets in: what lies there is run."""
    user = os.getuid()
    folder = Path(tempfile.gettempdir()) / f"organism-lab-{user}"
    folder.mkdir(mode=0o700, exist_ok=True)
    about = folder.lstat()
    if about.st_uid == user and S_IMODE(about.st_mode) == 0o700 and not folder.is_symlink():
        return folder
    return Path(tempfile.mkdtemp(prefix="organism-lab-"))
