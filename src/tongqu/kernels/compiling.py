"""Numba with our cache in the place of its own. Importing this imports Numba."""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import platform
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import llvmlite
import numba
import numpy as np
from llvmlite import binding

from tongqu.errors import Problem
from tongqu.kernels.folder import kernel_folder, mark_used, prune
from tongqu.kernels.sources import package_root, source_hash

F = TypeVar("F", bound=Callable[..., Any])

# Numba's own machinery, half typed and differently so in each version: taken as it is.
caching: Any = import_module("numba.core.caching")
dumps: Any = import_module("numba.core.serialize").dumps

runtime: Any = import_module("numba.core.runtime").rtsys
HASHING = b"_numba_hashsecret"

LOG = logging.getLogger("tongqu.kernels")

# Settings of Numba that say where or how fast, not what code; the others are part of the key.
NOT_CODE = ("NUMBA_CACHE_", "NUMBA_DEBUG_CACHE", "NUMBA_NUM_THREADS", "NUMBA_THREADING_LAYER")


def compiled(function: F, options: Mapping[str, Any]) -> F:
    """Return the compiled function, with our cache in it."""
    # Said or not, a callee would take `forceinline` from the caller that first asks for it.
    settings = {"nogil": True, "forceinline": False, **options}
    if not settings.pop("wraparound", True):
        from tongqu.kernels.places import FromTheFront

        settings["pipeline_class"] = FromTheFront
    dispatcher: Any = numba.njit(**settings)(function)
    if hasattr(dispatcher, "enable_caching"):  # not so where Numba is switched off
        dispatcher._cache = KernelCache(function)  # noqa: SLF001 - what enable_caching() sets
    result: F = dispatcher
    return result


@cache
def tell(code: str, **params: str) -> None:
    """Say something once per process; the edge finds words for the record's `problem`."""
    words = ": ".join([code.replace("_", " "), *params.values()])
    LOG.warning("tongqu: %s", words, extra={"problem": Problem(code, params)})


def unusable(folder: Path, error: OSError) -> None:
    """Say that compiled code cannot be kept, and why."""
    tell("kernel_cache_unusable", folder=str(folder), reason=error.strerror or str(error))


@cache
def machine_key() -> tuple[str, ...]:
    """Return what decides about machine code beside the sources."""
    settings = sorted(
        f"{name}={value}"
        for name, value in os.environ.items()
        if name.startswith("NUMBA_") and not name.startswith(NOT_CODE)
    )
    return (
        numba.__version__,
        llvmlite.__version__,
        np.__version__,
        platform.python_implementation(),
        platform.python_version(),
        platform.machine(),
        binding.get_default_triple(),
        binding.get_host_cpu_name(),
        binding.get_host_cpu_features().flatten(),
        *settings,
    )


@cache
def folder_of(file: Path, module: str) -> Path | None:
    """Return the folder for the kernels of a file, None where it has no source file."""
    try:
        sources = source_hash(file, module)
    except OSError:  # a notebook cell, or a package inside a zip archive
        return None
    key = hashlib.sha256(repr((sources, machine_key())).encode()).hexdigest()[:16]
    folder = kernel_folder(module.split(".")[0] if package_root(module) else "script", key)
    mark_used(folder)
    return folder


def _ready_to_load(target_context: Any, reduced: Any) -> None:
    """Prepare what machine code of a kernel calls: Numba's memory management.

    Numba would load everything that it can compile, which takes longer than all our kernels; only
    code that hashes needs a part of that.
    """
    if any(HASHING in part for part in _parts(reduced)):
        target_context.refresh()
    else:
        runtime.initialize(target_context)


def _parts(reduced: Any) -> Iterator[bytes]:
    """Yield the byte strings in what Numba stores."""
    if isinstance(reduced, bytes):
        yield reduced
    elif isinstance(reduced, tuple):
        for part in reduced:
            yield from _parts(part)


class KernelCache:
    """What Numba asks of a cache: one file for each function and set of argument types.

    Numba's index file loses entries, and can even mix them up, when two processes compile the same
    function for different types at once. Here the name of a file says what is in it, a checksum
    says that it is whole, and it comes into being by one rename.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        # Numba's way to turn compiled code into bytes and back, without its search for a folder.
        self._impl = object.__new__(caching.CompileResultCacheImpl)
        self._enabled = True

    @property
    def cache_path(self) -> str | None:
        """Folder of this function's files."""
        folder = self._folder()
        return str(folder) if folder else None

    def enable(self) -> None:
        """Read and write files from now on."""
        self._enabled = True

    def disable(self) -> None:
        """Neither read nor write files from now on."""
        self._enabled = False

    def flush(self) -> None:
        """Forget what is stored for this function."""
        folder = self._folder()
        if folder and folder.is_dir():
            for path in folder.glob(f"{self._stem()}-*.nbc"):
                path.unlink(missing_ok=True)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the stored code for the argument types, None if it must be compiled."""
        path, key = self._place(sig, target_context.codegen())
        stored = self._read(path) if path else None
        if stored is not None and stored[0] == key:
            try:
                _ready_to_load(target_context, stored[1])
                return self._impl.rebuild(target_context, stored[1])
            except Exception:  # whatever is wrong with it, compiling helps
                LOG.debug("cannot use %s", path, exc_info=True)
        tell("compiling_kernels_once")
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Store the code for the argument types."""
        path, key = self._place(sig, data.codegen)
        if path is None or not self._impl.check_cachable(data):
            return
        body = dumps((key, self._impl.reduce(data)))
        try:
            self._write(path, hashlib.sha256(body).digest() + body)
        except OSError as error:
            tell(
                "kernel_cache_unusable",
                folder=str(path.parent),
                reason=error.strerror or str(error),
            )

    def _folder(self) -> Path | None:
        code = self._function.__code__
        return folder_of(Path(code.co_filename).resolve(), self._function.__module__)

    def _stem(self) -> str:
        name = self._function.__qualname__.replace("<locals>.", "")
        return f"{self._function.__module__}.{name}-{self._function.__code__.co_firstlineno}"

    def _place(self, sig: Any, codegen: Any) -> tuple[Path | None, Any]:
        folder = self._folder() if self._enabled else None
        if folder is None or " at 0x" in str(
            sig
        ):  # an address names something else in the next process
            return None, None
        closure = self._function.__closure__ or ()
        frozen = dumps(tuple(cell.cell_contents for cell in closure)) if closure else b""
        content = hashlib.sha256(self._function.__code__.co_code + b"\0" + frozen).hexdigest()
        key = (sig, codegen.magic_tuple(), content)
        name = hashlib.sha256(repr((str(sig), *key[1:])).encode()).hexdigest()[:16]
        return folder / f"{self._stem()}-{name}.nbc", key

    @staticmethod
    def _read(path: Path) -> Any:
        try:
            blob = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            tell(
                "kernel_cache_unusable",
                folder=str(path.parent),
                reason=error.strerror or str(error),
            )
            return None
        if hashlib.sha256(blob[32:]).digest() != blob[:32]:
            return None
        try:
            return pickle.loads(blob[32:])  # noqa: S301 - the user's own folder
        except Exception:  # written by something that we are not
            LOG.debug("cannot read %s", path, exc_info=True)
            return None

    @staticmethod
    def _write(path: Path, blob: bytes) -> None:
        folder = path.parent
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            prune(folder)
        handle, temporary = tempfile.mkstemp(prefix=path.name, suffix=".tmp", dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(blob)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
