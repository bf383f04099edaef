"""What leaves the program: JSON, files that are whole or not there, progress."""

from __future__ import annotations

import json
import os
import secrets
import stat
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongqu.cli.language import reader_language
from tongqu.errors import Problem, UsageError
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SCHEMA_VERSION = "1.0"


def emit_json(data: Any) -> None:
    """Print an answer as JSON: keys in the order given, always UTF-8, no NaN.

    Programs read this, so the terminal's encoding does not count.
    """
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    # Half of a surrogate pair, from a damaged file, leaves as the escape that JSON has for it.
    blob = text.encode("utf-8", errors="backslashreplace")
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:  # a text stream that somebody put in its place
        sys.stdout.write(blob.decode("utf-8"))
    else:
        buffer.write(blob)
        buffer.flush()


def write_atomically(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Write a file so that nobody ever sees half of it.

    The content goes into a temporary file of the same folder, to the disk, and takes the place of
    the old file by one rename. Text is written as UTF-8 with the line ends that it has.

    Raises
    ------
    UsageError
        If the file cannot be written; the old one is as it was.
    """
    target = Path(path)
    blob = content.encode("utf-8") if isinstance(content, str) else content
    try:
        target = target.resolve()
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_bytes(blob)  # a pipe or a device has no half-written state
        else:
            _replace(target, blob)
    except OSError as error:
        reason = error.strerror or str(error)
        problem = Problem("cannot_write", {"reason": reason}, file=os.fspath(path))
        raise UsageError(f"cannot write {os.fspath(path)}", (problem,)) from error


def _replace(target: Path, blob: bytes) -> None:
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(8)}.tmp")
    # Opened by hand, not by tempfile, so that the file gets the permissions of a new file.
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(blob)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    with suppress(OSError):  # a folder cannot be opened everywhere; the file itself is safe
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def progress_shown() -> Iterator[Callable[[str, int, int], None] | None]:
    """Give what verbs take as ``progress``: one line on a terminal, None elsewhere.

    Examples
    --------
    >>> with progress_shown() as progress:  # not a terminal here
    ...     print(progress)
    None
    """
    if not sys.stderr.isatty():
        yield None
        return
    t = translator(reader_language())
    stages = {
        "search": t("searching"),
        "load": t("reading"),
        "simulate": t("simulating"),
        "handed_on": t("taking one queue away after the other"),
        "capacity": t("looking for the capacity"),
        "draw": t("drawing"),
        "what_binds": t("asking what one more would save"),
        "trade_off": t("looking for plans with fewer and more moves"),
    }

    def show(stage: str, done: int, total: int) -> None:
        share = min(100, round(100 * done / total)) if total else 100
        sys.stderr.write(f"\r\x1b[K{stages.get(stage, stage)} {share} %")
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
