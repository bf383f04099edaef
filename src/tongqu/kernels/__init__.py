"""Compiled functions, and a disk cache for them that never serves stale code.

Numba's own cache looks at the file of the function alone: change a callee in another file and the
old machine code goes on answering. Ours lies in a folder whose name is a hash of *every* file that
can reach a kernel, and of the versions and the processor that compile it, so a change anywhere
makes a new folder. See `tongqu.kernels.sources`.

Importing this room loads no Numba; applying `kernel` does. So an engine imports its kernel module
inside its verb, and a kernel module imports nothing but NumPy, other kernel modules and modules of
plain constants.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, overload

from tongqu.kernels.folder import cache_folder

__all__ = ["cache_folder", "kernel"]

F = TypeVar("F", bound=Callable[..., Any])


@overload
def kernel(function: F, /) -> F: ...
@overload
def kernel(**options: Any) -> Callable[[F], F]: ...


def kernel(function: F | None = None, /, **options: Any) -> F | Callable[[F], F]:
    """Compile a function of numbers and arrays, and keep the machine code on disk.

    Parameters
    ----------
    function
        A function that Numba can compile without Python objects. It may call other kernels, also of
        other files.
    **options
        Options of `numba.njit`; ``nogil=True`` unless you say otherwise, so that threads run side
        by side. ``cache`` is not among them: the cache is ours.

        Two of them matter where a kernel is called in a loop. ``_nrt=False``: it makes no arrays
        and counts no references to those it is given; counting is a locked instruction for each
        array at each call, half of the time of a small kernel and more in two threads.
        ``wraparound=False``: its indices never count from the end (`tongqu.kernels.places`).

    Notes
    -----
    Each set of argument types is compiled at its first call and loaded from disk in later
    processes. Values that a kernel reads from its module are frozen into the machine code, so they
    must be written in a source file, not read from data or from the environment. With
    ``NUMBA_DISABLE_JIT=1`` kernels are ordinary Python functions.

    Examples
    --------
    >>> @kernel
    ... def double(x):
    ...     return x + x
    >>> double(21)
    42
    """
    if "cache" in options:
        raise TypeError("kernel() has its own cache, so `cache` is not an option")

    def decorate(function: F) -> F:
        from tongqu.kernels.compiling import compiled

        return compiled(function, options)

    return decorate if function is None else decorate(function)
