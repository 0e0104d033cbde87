"""Pictures of one's own, each set under a name in the folder of data: own/NAME-DIGEST.safetensors.

A task of them is called own-NAME-DIGEST: the digest is that of the file, so that no run is ever
read against other pictures than it was grown on. Of a set that changes, both stay.
"""

import json
import os
import re
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.numpy import load, save

from orgnet_core.errors import InputError, NoDataError
from orgnet_core.tasks.data.folder import data_folder
from orgnet_core.tasks.labelled import LabelledPictures, frozen
from orgnet_core.tasks.pictures import COLOURS, PictureClassification

OWN = "own-"
SUFFIX = ".safetensors"
NAME = re.compile(r"[a-z][a-z0-9_]{0,23}")
NAMED = "1 to 24 small letters, digits or _, a letter first"
DIGEST = 12  # hex digits of SHA-256
_FULL = re.compile(rf"({NAME.pattern})-[0-9a-f]{{{DIGEST}}}")


@dataclass(frozen=True)
class OwnPictures:
    """What is to be registered."""

    pictures: LabelledPictures
    classes: tuple[str, ...]
    is_colour: bool


def is_own(base: str) -> bool:
    return base.startswith(OWN)


def own_tasks() -> list[str]:
    """Names of the tasks of all pictures that are registered here, those of one name by age."""
    files = [file for file in _folder().glob(f"*{SUFFIX}") if _FULL.fullmatch(file.stem)]
    by_age = sorted(files, key=lambda file: file.stat().st_mtime)
    return [f"{OWN}{file.stem}" for file in sorted(by_age, key=lambda file: _name_of(file.stem))]


def full_name(base: str) -> str:
    """own-NAME with the digest of the pictures last registered under that name; with a digest it
    stays as it is. Raises NoDataError where there are none."""
    if _FULL.fullmatch(base.removeprefix(OWN)):
        return base
    found = [task for task in own_tasks() if _name_of(task.removeprefix(OWN)) == base[len(OWN) :]]
    if not found:
        raise _unknown(base)
    return found[-1]


def task_of(base: str) -> PictureClassification:
    """The task own-NAME-DIGEST. Raises NoDataError."""
    check = partial(_file, base)
    try:
        opened: Any = safe_open(check(), "numpy")
        with opened as file:
            about = json.loads(file.metadata()["about"])
        return PictureClassification(
            partial(_load, base),
            (int(about["rows"]), int(about["columns"])),
            (int(about["train"]), int(about["test"])),
            tuple(about["classes"]),
            "class",
            COLOURS if about["is_colour"] else (),
            check,
        )
    except (SafetensorError, OSError, KeyError, TypeError, ValueError):
        raise _changed(base) from None


def add_own(name: str, own: OwnPictures) -> str:
    """Register pictures; the name of their task. The same ones again change nothing. Raises
    InputError for a name that cannot be, OSError."""
    if not NAME.fullmatch(name):
        raise InputError(f"The name of pictures must be {NAMED}, not {name!r}.")
    content = _packed(own)
    folder, stem = _folder(), f"{name}-{sha256(content).hexdigest()[:DIGEST]}"
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
        try:
            part.write(content)
            part.close()
            os.replace(part.name, folder / f"{stem}{SUFFIX}")
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    return f"{OWN}{stem}"


def _packed(own: OwnPictures) -> bytes:
    rows, columns = own.pictures.train_images.shape[1:]
    about: dict[str, Any] = {
        "rows": rows,
        "columns": columns,
        "train": len(own.pictures.train_labels),
        "test": len(own.pictures.test_labels),
        "classes": own.classes,
        "is_colour": own.is_colour,
    }
    return save(own.pictures._asdict(), {"about": json.dumps(about)})


def _load(base: str) -> LabelledPictures:
    """Raises NoDataError where they are gone or are others."""
    content = _file(base).read_bytes()
    if not base.endswith(sha256(content).hexdigest()[:DIGEST]):
        raise _changed(base)
    return frozen(LabelledPictures(**load(content)))


def _file(base: str) -> Path:
    """Raises NoDataError."""
    stem = base.removeprefix(OWN)
    file = _folder() / f"{stem}{SUFFIX}"
    if not _FULL.fullmatch(stem) or not file.is_file():
        raise _unknown(base)
    return file


def _folder() -> Path:
    return data_folder() / "own"


def _name_of(stem: str) -> str:
    return stem.rpartition("-")[0]


def _unknown(base: str) -> NoDataError:
    return NoDataError(
        f"The pictures {base[:60]} are not on this machine: `organism-lab pictures list` shows "
        "which are, `organism-lab pictures add` registers more."
    )


def _changed(base: str) -> NoDataError:
    return NoDataError(
        f"The pictures {base} are no longer those that were registered: "
        "`organism-lab pictures add` them again."
    )
