"""A pass of Numba's for kernels whose indices never count from the end. Importing this imports it.

Numba asks at each ``array[k]`` whether `k` is negative, to add the length then: three instructions,
on the way to every load of a loop that does little else. Writing unsigned numbers everywhere would
spare them too, but one signed number among them makes a float of the sum. So the types of the
indices are changed where they are used, after all types are known: the same bits, read unsigned.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["FromTheFront"]

# Numba's own machinery, untyped: taken as it is.
compiler: Any = import_module("numba.core.compiler")
machinery: Any = import_module("numba.core.compiler_machinery")
typed_passes: Any = import_module("numba.core.typed_passes")
ir: Any = import_module("numba.core.ir")
types: Any = import_module("numba.core.types")


def _unsigned(signature: Any) -> Any:
    """Return the signature of an access, with its index unsigned."""
    array, index, *value = signature.args
    if not isinstance(array, types.Array):
        return signature
    if isinstance(index, types.Integer):
        return signature.replace(args=(array, types.uintp, *value))
    if isinstance(index, types.BaseTuple) and all(isinstance(k, types.Integer) for k in index):
        return signature.replace(args=(array, types.UniTuple(types.uintp, len(index)), *value))
    return signature


@machinery.register_pass(mutates_CFG=False, analysis_only=False)
class IndicesFromTheFront(machinery.FunctionPass):  # type: ignore[misc]
    """Take each index of an array for unsigned."""

    _name = "tongqu_indices_from_the_front"

    def __init__(self) -> None:
        machinery.FunctionPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        """Change the types of the accesses."""
        calls = state.calltypes
        for block in state.func_ir.blocks.values():
            for access in block.find_exprs("getitem"):
                calls[access] = _unsigned(calls.pop(access))  # no key is written twice
            for access in block.find_insts(ir.SetItem):
                calls[access] = _unsigned(calls.pop(access))  # no key is written twice
        return True


class FromTheFront(compiler.CompilerBase):  # type: ignore[misc]
    """Numba's pipeline, with our pass before the code is made."""

    def define_pipelines(self) -> list[Any]:
        """Return the one pipeline."""
        pipeline = compiler.DefaultPassBuilder.define_nopython_pipeline(self.state)
        pipeline.add_pass_after(IndicesFromTheFront, typed_passes.NopythonTypeInference)
        pipeline.finalize()
        return [pipeline]
