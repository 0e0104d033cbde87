"""The folder that --out names, and what is written there: whole or not at all."""

from pathlib import Path

from orgnet_core.errors import InputError


def make_folder(named: Path, folder: Path | None = None) -> Path:
    """That folder, or one within it, made if need be. Raises InputError where it cannot be."""
    folder = named if folder is None else folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"--out must be a folder, not {str(named)!r} ({error}).") from error
    return folder


def write_whole(file: Path, content: bytes) -> None:
    """Another process that looks sees all of it or what was there before. Raises InputError."""
    part = file.with_suffix(".part")
    try:
        part.write_bytes(content)
        part.replace(file)
    except OSError as error:
        raise InputError(f"--out cannot be written to: {error}.") from error
