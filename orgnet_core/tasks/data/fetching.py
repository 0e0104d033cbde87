"""Gets pictures through torchvision, as nothing else here does: only for who asks for it.

They come whole or not at all: torchvision compares checksums, and what it fetched is moved into the
folder of data only then.
"""

import os
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from orgnet_core.errors import LabError
from orgnet_core.tasks.data.folder import data_folder
from orgnet_core.tasks.data.vision import torchvision_sets


@dataclass(frozen=True)
class Fetched:
    """A class of torchvision.datasets, and what of the folders that it makes is kept."""

    dataset: str
    folder: str


FETCHED = {
    "fashion": Fetched("FashionMNIST", "FashionMNIST"),
    "kmnist": Fetched("KMNIST", "KMNIST"),
    "cifar": Fetched("CIFAR10", "cifar-10-batches-py"),
}


def fetch(name: str) -> Path:
    """The folder that holds them now. Raises NoDataError without torchvision, LabError where they
    cannot be fetched, OSError where they cannot be written."""
    wanted, data = FETCHED[name], data_folder()
    if (data / wanted.folder).is_dir():
        return data / wanted.folder
    dataset = getattr(torchvision_sets(), wanted.dataset)
    data.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=data, prefix=".fetching-") as folder:
        try:
            with redirect_stdout(sys.stderr):
                dataset(folder, download=True)
        except (OSError, RuntimeError) as error:  # no address, no answer, other bytes
            hint = f"fetch them elsewhere and copy the folder {wanted.folder} into {data}"
            raise LabError(f"{name} cannot be fetched here ({error}); {hint}.") from error
        os.replace(Path(folder, wanted.folder), data / wanted.folder)
    return data / wanted.folder
