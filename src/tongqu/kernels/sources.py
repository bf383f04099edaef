"""Which source files can change the machine code of a kernel.

These are all files of the package in which the decorator is applied, whatever they import from the
same package (a callee, a constant), and so on; plus this room. The whole package would also be
right, but then every edit of a help text would cost a developer a full compilation.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import sys
from functools import cache
from pathlib import Path

USES_KERNEL = re.compile(rb"^[ \t]*@(\w+\.)*kernel\b", re.MULTILINE)
"""A line that applies the decorator."""

HERE = Path(__file__).parent


@cache
def sources_of(root: Path) -> dict[str, bytes]:
    """Return the text of each file below `root` that its kernels depend on, by relative path."""
    found: dict[Path, bytes] = {}
    waiting = []
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name != "__pycache__"]
        for name in files:
            if name.endswith(".py"):
                path = Path(folder, name)
                text = path.read_bytes()
                if USES_KERNEL.search(text):
                    found[path] = text
                    waiting.append(path)
    while waiting:
        path = waiting.pop()
        if path.parent == HERE:
            continue  # its text counts, but what it imports makes no machine code
        for imported in imports_of(path, found[path], root):
            if imported not in found:
                found[imported] = imported.read_bytes()
                waiting.append(imported)
    return {path.relative_to(root).as_posix(): found[path] for path in sorted(found)}


def imports_of(path: Path, text: bytes, root: Path) -> set[Path]:
    """Return the files below `root` that a source file imports."""
    modules: set[str] = set()
    package = [root.name, *path.relative_to(root).parent.parts]
    try:
        tree = ast.parse(text)
    except SyntaxError:  # being edited: nobody can import it, so nothing follows from it
        return set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            modules.add(module)
            modules.update(f"{module}.{alias.name}" for alias in node.names)
    files: set[Path] = set()
    for module in modules:
        top, *rest = module.split(".")
        if top == root.name:
            stem = root.joinpath(*rest)
            files.update(
                file for file in (stem.with_suffix(".py"), stem / "__init__.py") if file.is_file()
            )
    return files


@cache
def package_root(module: str) -> Path | None:
    """Return the folder of a module's top package, None for a script or a notebook."""
    folders = getattr(sys.modules.get(module.split(".")[0]), "__path__", None)
    return Path(next(iter(folders))).resolve() if folders else None


def source_hash(file: Path, module: str) -> str:
    """Return the hash of every source that the kernels beside `file` depend on.

    Parameters
    ----------
    file
        File of the kernel.
    module
        Its module name; a module outside a package depends on its own file alone.
    """
    root = package_root(module)
    texts = dict(sources_of(root)) if root else {}
    for own in [*sorted(HERE.glob("*.py")), file]:
        name = own.relative_to(root).as_posix() if root and own.is_relative_to(root) else own.name
        texts.setdefault(name, own.read_bytes())
    digest = hashlib.sha256()
    for name in sorted(texts):
        # Lengths keep two files apart whose joined texts would be equal.
        digest.update(f"{name}\0{len(texts[name])}\0".encode())
        digest.update(texts[name])
    return digest.hexdigest()
