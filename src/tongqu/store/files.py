"""Files beside the ledger: written to the disk for certain, whole or not at all."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tongqu.errors import StorageError, StorageFullError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

__all__ = ["append_line", "start_file", "storage_failure", "sync_folder", "whole_file"]

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
PRIVATE = 0o600
"""Backups hold personal values: nobody else reads them."""


def storage_failure(path: str | PathLike[str], error: OSError) -> StorageError:
    """Return what a failure of the system is to us."""
    if error.errno in FULL:
        return StorageFullError.of("ledger_full", file=str(path))
    return StorageError.of("ledger_storage", file=str(path), reason=error.strerror or str(error))


def sync_folder(folder: Path) -> None:
    """Write the names of a folder to the disk, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def whole_file(path: str | PathLike[str]) -> Iterator[Path]:
    """Give a file beside the target to write, which takes the target's name at the end.

    The target must not exist: a backup never overwrites another. Whoever is killed in the middle
    leaves a file whose name ends in ``.part``, and no target.
    """
    target = Path(path)
    if target.exists():
        raise UsageError.of("already_exists", path=str(target))
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        if isinstance(error, StorageError):
            raise
        raise storage_failure(target, error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def start_file(path: str | PathLike[str]) -> None:
    """Make an empty file that only its owner reads, unless there is one."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, PRIVATE))
    except OSError as error:
        raise storage_failure(path, error) from error


def append_line(path: str | PathLike[str], line: str) -> None:
    """Add a line to a file, and write it to the disk before anybody goes on.

    A last line that was cut short, by a machine that went down, is ended first.
    """
    target = Path(path)
    new = not target.exists()
    try:
        with os.fdopen(os.open(target, os.O_CREAT | os.O_RDWR, PRIVATE), "rb+") as file:
            length = file.seek(0, os.SEEK_END)
            text = f"{line}\n".encode()
            if length:
                file.seek(length - 1)
                if file.read(1) != b"\n":
                    text = b"\n" + text
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if new:
            sync_folder(target.parent)
    except OSError as error:
        raise storage_failure(target, error) from error
