"""A zip archive from a stranger: nothing in it is trusted, nothing is unpacked to disk.

Names, counts and sizes are checked before any content; never more is unpacked than was announced.
"""

import struct
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from stat import S_IFMT, S_IFREG
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from orgnet_core.errors import LabError

SMALL = 100_000  # bytes that a description may take
RATIO = 100  # to how much a file may unpack; text like ours comes to 10
END = struct.Struct("<4s4H2LH")  # of the list of files: what closes an archive
ENTRY = 200  # bytes that an entry in that list may take; ours take 80


class ArchiveError(LabError, ValueError):
    """The archive is no exported run; the message says why in one sentence."""


class Unpacked:
    """The files of an archive, all of which `is_known` knows by name."""

    def __init__(self, archive: ZipFile, limit: float, is_known: Callable[[str], bool]):
        infos = archive.infolist()
        names = [info.filename for info in infos]
        if all(name.startswith("organism-") and name.endswith(".zip") for name in names):
            raise ArchiveError("These are several exported runs: unpack them, and import each.")
        for info in infos:
            _check(info, is_known)
        if len(set(names)) < len(names):
            raise ArchiveError("The archive holds two files of one name.")
        if sum(info.file_size for info in infos) > limit:
            raise ArchiveError(
                f"The archive unpacks to more than the {limit / 1e6:,g} MB allowed here."
            )
        self._archive, self._infos = archive, dict(zip(names, infos, strict=True))

    @property
    def names(self) -> list[str]:
        return list(self._infos)

    def read(self, name: str, most: int = SMALL) -> bytes:
        """The content of a file, at most so many bytes."""
        info = self._infos.get(name)
        if info is None:
            raise ArchiveError(f"The archive lacks {name}, so it is no exported run.")
        if info.file_size > most:
            raise ArchiveError(f"In the archive {name} is too large.")
        with self._archive.open(info) as member:
            content = member.read(info.file_size)
            if len(content) < info.file_size or member.read(1):
                raise ArchiveError(f"In the archive {name} is not as large as it says.")
        return content


@contextmanager
def unpacked(
    file: BinaryIO, limit: float, is_known: Callable[[str], bool]
) -> Generator[Unpacked, None, None]:
    """The archive in `file`, of at most `limit` bytes, packed and unpacked. Whatever turns out to
    be wrong with it while it is open is an ArchiveError."""
    _check_end(file, limit)
    try:
        with ZipFile(file) as archive:
            yield Unpacked(archive, limit, is_known)
    except ArchiveError:
        raise
    except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError) as error:
        raise ArchiveError(f"The archive is damaged: {short(error)}.") from error
    except (ValueError, zlib.error, struct.error, OverflowError) as error:
        raise ArchiveError(f"The archive is damaged: {short(error)}.") from error


def _check_end(file: BinaryIO, limit: float) -> None:
    """The size, and that the list of files, which is read as a whole, is no longer than ours."""
    size = file.seek(0, 2)
    if size > limit:
        raise ArchiveError(f"The archive is larger than the {limit / 1e6:,g} MB allowed here.")
    if size < END.size:
        raise ArchiveError("This is no zip archive.")
    file.seek(-END.size, 2)
    signature, _, _, _, count, listed, _, comment = END.unpack(file.read(END.size))
    if signature != b"PK\5\6" or comment:
        raise ArchiveError("This is no zip archive as an export writes it.")
    if listed > ENTRY * count or count == 0xFFFF:
        raise ArchiveError("The archive lists more than an exported run holds.")
    file.seek(0)


def _check(info: ZipInfo, is_known: Callable[[str], bool]) -> None:
    name = info.filename
    if not is_known(name) or info.orig_filename != name:
        raise ArchiveError(f"The archive holds {short(name)}, which no exported run does.")
    if info.flag_bits & 1:
        raise ArchiveError(f"In the archive {name} is encrypted.")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ArchiveError(f"In the archive {name} is packed in a way that no export uses.")
    if S_IFMT(info.external_attr >> 16) not in (0, S_IFREG):
        raise ArchiveError(f"In the archive {name} is a link or another thing that is no file.")
    if info.file_size > RATIO * info.compress_size + SMALL:
        raise ArchiveError(f"In the archive {name} is packed tighter than an export can be.")


def short(words: object, most: int = 80) -> str:
    """Whatever a stranger wrote, on one line, printable and no longer than that."""
    text = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in str(words)
    )
    return text if len(text) <= most else f"{text[: most - 1]}…"
