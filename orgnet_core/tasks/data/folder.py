"""Where pictures lie that do not come with the package."""

from pathlib import Path

from orgnet_core.errors import NoDataError

DEBIAN = Path("/usr/share/datasets")  # of Debian's packages dataset-…


def data_folder() -> Path:
    """The folder that ORGNET_DATA names, without that `data` where runs are kept."""
    from orgnet_core.settings import Settings  # which knows the presets, and these the tasks

    return Settings().data


def not_here(task: str, fetched: str, folder: str, *others: str) -> NoDataError:
    """`folder` is the one that torchvision makes."""
    ways = [
        f"`organism-lab pictures fetch {fetched}` gets them",
        f"or lay torchvision's folder {folder} into the one that ORGNET_DATA names",
        *(f"or install {each}" for each in others),
    ]
    return NoDataError(f"The pictures of {task} are not on this machine: {', '.join(ways)}.")
