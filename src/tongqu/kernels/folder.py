"""Where compiled kernels are kept, and how old ones go."""

from __future__ import annotations

import os
import re
import shutil
import time
from pathlib import Path

KEPT = 3
"""Newest folders of one package that stay when a new one is made."""


def cache_folder() -> Path:
    """Return the folder of everything that tongqu may compute again.

    The environment variable ``TONGQU_CACHE_DIR`` decides; without it, it is the user's cache folder
    of the platform.
    """
    chosen = os.environ.get("TONGQU_CACHE_DIR")
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs

    return platformdirs.user_cache_path("tongqu", appauthor=False)


def kernel_folder(package: str, key: str) -> Path:
    """Return the folder for the kernels of a package in one state of its sources."""
    return cache_folder() / "kernels" / f"{package}-{key}"


def prune(folder: Path) -> None:
    """Remove the oldest siblings of a kernel folder, by last use.

    A process that still uses a removed folder compiles anew and makes it again, so nothing can
    break.
    """
    package, _, key = folder.name.rpartition("-")
    ours = re.compile(rf"{re.escape(package)}-[0-9a-f]{{{len(key)}}}")
    ages = []
    for sibling in folder.parent.iterdir():
        if sibling != folder and ours.fullmatch(sibling.name):
            try:
                ages.append((sibling.stat().st_mtime, sibling))
            except OSError:  # another process was quicker
                continue
    for _, old in sorted(ages, reverse=True)[KEPT - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def mark_used(folder: Path) -> None:
    """Remember that a folder is in use, at most once a day, so that `prune` spares it."""
    try:
        if time.time() - folder.stat().st_mtime > 86_400:
            os.utime(folder)
    except OSError:  # not there yet, or not ours to touch: both are fine
        return
