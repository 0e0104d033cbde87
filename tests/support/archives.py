"""Exported archives, taken apart and put together otherwise."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

LIMIT = 10_000_000  # bytes that an archive may take in a test
FIRST = "snapshots/00000000.safetensors"


def contents(archive: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(files: dict, packing: int = ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", packing) as out:
        for name, content in files.items():
            out.writestr(name, content)
    return buffer.getvalue()


def with_files(**changed) -> dict:
    """A change to the files of an archive; None takes one away."""
    names = {"about": "run.json", "config": "config.json", "first": FIRST}

    def change(archive: bytes) -> bytes:
        files = contents(archive)
        files |= {names.get(name, name): content for name, content in changed.items()}
        return packed({name: value for name, value in files.items() if value is not None})

    return change
