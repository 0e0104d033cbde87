"""Where pictures lie that do not come with the package."""

from pathlib import Path

from orgnet_core.errors import NoDataError
from orgnet_core.places import Places

DEBIAN = Path("/usr/share/datasets")  # of Debian's packages dataset-…


def data_folder() -> Path:
    """The folder that ORGNET_DATA names, or else `data` where runs are kept. Raises NoDataError."""
    try:
        return Places().data
    except ValueError:
        raise NoDataError("ORGNET_HOME and ORGNET_DATA must be folders that can be.") from None


def not_here(task: str, fetched: str, folder: str, *others: str) -> NoDataError:
    """`folder` is the one that torchvision makes."""
    ways = [
        f"`organism-lab pictures fetch {fetched}` gets them",
        f"or lay torchvision's folder {folder} into the one that ORGNET_DATA names",
        *(f"or install {each}" for each in others),
    ]
    return NoDataError(f"The pictures of {task} are not on this machine: {', '.join(ways)}.")
