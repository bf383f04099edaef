"""Damaged copies of a region, and what must hold of each: it loads, or every refusal says where.

Used by `test_damage.py` (hundreds) and by `benchmarks/bench_damage.py` (ten thousand).
"""

import io
import random
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

from tongqu.errors import DatasetError
from tongqu.io import check_region, load_region
from tongqu.model.checks import table_problems
from tongqu.text import problem_text

NASTY = """
nan inf -inf 1e999 -1 0 1e5 -0 1e-300 9007199254740993 12345678901234567890 0x10 1_000 1,000 1 ½
１２ 12% true TRUE yes #N/A #REF! =1+1 '=1+1 @cmd - + 2024-13-01 2024-02-30 2024/2/3 20240203
45629 0000-01-01 9999-12-31 2024-02-03T25:00 2024-02-03T08:00Z 24/7 25:00-26:00 Mo Fr-Mo CNY cny
XXX CN zz Asia/Shanghai ../../etc/passwd road Road road;road road; ;road bulk;boxes id.a A-B -x x/y
none null None NULL N/A 衢江 🚢 é \u202e \ufeff \x07 \u2028 \ufffe
""".split()
NASTY += ["", " ", "\t", '"', '""', "a\nb", "a\r\nb", "#", "# x", ",", "\x00", "x" * 40_000]

CODECS = (
    "gbk gb18030 big5 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 latin-1 shift_jis cp1252 utf-7"
).split()
CELL_CODES = re.compile(
    r"not_an?_(?!workbook|region)|negative|_minimum|_maximum|not_allowed|unknown_id|required|list_"
)

Files = dict[str, bytes]


def csv_files(folder: Path) -> Files:
    """Return the tables of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


# --- one damage to one file -----------------------------------------------------------------------


def _grid(data: bytes) -> list[list[str]]:
    return [line.split(",") for line in data.decode("utf-8", "surrogateescape").split("\n")]


def _bytes(grid: list[list[str]]) -> bytes:
    return "\n".join(",".join(row) for row in grid).encode("utf-8", "surrogateescape")


def cell(data: bytes, rng: random.Random) -> bytes:
    grid = _grid(data)
    row = rng.choice(grid)
    row[rng.randrange(len(row))] = rng.choice(NASTY)
    return _bytes(grid)


def swapped_cells(data: bytes, rng: random.Random) -> bytes:
    grid = _grid(data)
    row, other = rng.choice(grid), rng.choice(grid)
    i, j = rng.randrange(len(row)), rng.randrange(len(other))
    row[i], other[j] = other[j], row[i]
    return _bytes(grid)


def row_lost(data: bytes, rng: random.Random) -> bytes:
    grid = _grid(data)
    del grid[rng.randrange(len(grid))]
    return _bytes(grid)


def row_twice(data: bytes, rng: random.Random) -> bytes:
    grid = _grid(data)
    grid.insert(rng.randrange(len(grid) + 1), list(rng.choice(grid)))
    return _bytes(grid)


def odd_row(data: bytes, rng: random.Random) -> bytes:
    grid = _grid(data)
    width = rng.choice([1, 2, len(grid[0]), 60])
    grid.insert(rng.randrange(len(grid) + 1), [rng.choice(NASTY) for _ in range(width)])
    return _bytes(grid)


def column_lost(data: bytes, rng: random.Random) -> bytes:
    grid = _grid(data)
    index = rng.randrange(len(grid[0]))
    return _bytes([row[:index] + row[index + 1 :] for row in grid])


def column_twice(data: bytes, rng: random.Random) -> bytes:
    grid = _grid(data)
    index = rng.randrange(len(grid[0]))
    return _bytes([[*row, *row[index : index + 1]] for row in grid])


def header_garbled(data: bytes, rng: random.Random) -> bytes:
    grid = _grid(data)
    index = rng.randrange(len(grid[0]))
    name = grid[0][index]
    grid[0][index] = rng.choice([name.upper(), name[:-1], f" {name} ", "", *NASTY])
    return _bytes(grid)


def columns_shuffled(data: bytes, rng: random.Random) -> bytes:
    grid = _grid(data)
    rng.shuffle(grid[0])
    return _bytes(grid)


def emptied(_data: bytes, rng: random.Random) -> bytes:
    return rng.choice([b"", b"\n", b"\xef\xbb\xbf", b"# nothing\n", b"\x00", b",,,\n"])


def header_only(data: bytes, _rng: random.Random) -> bytes:
    return data.split(b"\n")[0]


def truncated(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def flipped(data: bytes, rng: random.Random) -> bytes:
    spoiled = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 20]) if spoiled else 0):
        spoiled[rng.randrange(len(spoiled))] = rng.randrange(256)
    return bytes(spoiled)


def inserted(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.randbytes(rng.choice([1, 3, 100])) + data[at:]


def noise(_data: bytes, rng: random.Random) -> bytes:
    return rng.randbytes(rng.choice([1, 10, 5000]))


def recoded(data: bytes, rng: random.Random) -> bytes:
    return data.decode("utf-8", "replace").encode(rng.choice(CODECS), "replace")


def line_ends(data: bytes, rng: random.Random) -> bytes:
    return data.replace(b"\n", rng.choice([b"\r\n", b"\r", b"\n\n", b"\n\r", b"\x0b", b""]))


def separators(data: bytes, rng: random.Random) -> bytes:
    return data.replace(b",", rng.choice([b";", b"\t", b"|", b", ", b",,", "，".encode()]))


def quotes(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice([b'"', b"'", b'""', b'"\n', b'","']) + data[at:]


DAMAGES: list[Callable[[bytes, random.Random], bytes]] = [
    *[cell] * 5, swapped_cells, *[row_lost] * 2, row_twice, odd_row, column_lost, column_twice,
    header_garbled, columns_shuffled, emptied, header_only, truncated, flipped, inserted, noise,
    *[recoded] * 2, line_ends, separators, quotes,
]  # fmt: skip


def damaged_folder(files: Files, rng: random.Random, target: Path) -> str:
    """Write a damaged copy; return what was done to it."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    files = dict(files)
    done = []
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        name = rng.choice(sorted(files))
        kind = rng.random()
        if kind < 0.03 and len(files) > 1:
            del files[name]
            done.append(f"{name} lost")
        elif kind < 0.06:
            other = rng.choice(sorted(files))
            files[name], files[other] = files[other], files[name]
            done.append(f"{name} and {other} exchanged")
        elif kind < 0.08:
            twin = rng.choice([f"x{name}", name.upper(), name.replace("s", ""), "tables.csv"])
            files[twin] = files.pop(name)
            done.append(f"{name} is {twin}")
        elif kind < 0.09:
            (target / name).mkdir(exist_ok=True)
            done.append(f"{name} is a folder")
        else:
            damage = rng.choice(DAMAGES)
            files[name] = damage(files[name], rng)
            done.append(f"{name}: {damage.__name__}")
    for name, data in files.items():
        if not (target / name).is_dir():
            (target / name).write_bytes(data)
    return ", ".join(done)


# --- workbooks ------------------------------------------------------------------------------------


def _value_spoiled(xml: bytes, rng: random.Random) -> bytes:
    found = list(re.finditer(rb"<v>([^<]*)</v>|<t[^>]*>([^<]*)</t>", xml))
    if not found:
        return xml
    hit = rng.choice(found)
    group = 1 if hit[1] is not None else 2
    text = rng.choice(NASTY).encode("utf-8", "ignore").replace(b"&", b"&amp;")
    text = text.replace(b"<", b"&lt;") if rng.random() < 0.9 else text
    return xml[: hit.start(group)] + text + xml[hit.end(group) :]


def _mark_spoiled(xml: bytes, rng: random.Random) -> bytes:
    marks = [b' t="s"', b' t="b"', b' t="e"', b' t="n"', b' t="str"', b' t="inlineStr"', b' s="2"']
    marks += [b' s="9999"', b' r="XFD1048576"', b' r="ZZZZ1"', b' r="A0"', b' t="d"', b""]
    found = list(re.finditer(rb'<c ([^>]*?)( [a-z]+="[^"]*")?(?=/?>)', xml))
    if not found:
        return xml
    hit = rng.choice(found)
    start = hit.start(2) if hit[2] else hit.end()
    return xml[:start] + rng.choice(marks) + xml[hit.end() :]


def _formula(xml: bytes, rng: random.Random) -> bytes:
    found = list(re.finditer(rb"<v>[^<]*</v>", xml))
    if not found:
        return xml
    hit = rng.choice(found)
    new = rng.choice([b"<f>1+1</f>", b"<f>1+1</f>" + hit[0], b"<f/>", b"<v></v>", b"<v/>", b""])
    return xml[: hit.start()] + new + xml[hit.end() :]


PART_DAMAGES = [_value_spoiled, _value_spoiled, _value_spoiled, _mark_spoiled, _formula]
PART_DAMAGES += [truncated, flipped, inserted, noise, emptied]


def workbook_parts(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def damaged_workbook(data: bytes, parts: Files, rng: random.Random, target: Path) -> str:
    """Write a damaged copy of a workbook; return what was done to it."""
    kind = rng.random()
    if kind < 0.12:
        damage = rng.choice([truncated, flipped, inserted, noise, emptied])
        target.write_bytes(damage(data, rng))
        return f"workbook: {damage.__name__}"
    parts = dict(parts)
    done = []
    names = [name for name in parts if name.startswith(("xl/worksheets/sheet", "xl/shared"))]
    for _ in range(rng.choice([1, 1, 2, 4])):
        name = rng.choice(names if rng.random() < 0.8 else sorted(parts))
        if name not in parts:
            continue
        if rng.random() < 0.05:
            del parts[name]
            done.append(f"{name} lost")
        else:
            damage = rng.choice(PART_DAMAGES)
            parts[name] = damage(parts[name], rng)
            done.append(f"{name}: {damage.__name__}")
    with zipfile.ZipFile(
        target, "w", rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
    ) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return ", ".join(done)


# --- what must hold -------------------------------------------------------------------------------


def outcome(path: Path, whole: object) -> str:
    """Load a damaged copy; return "same", "changed" or "refused", or raise if a rule is broken."""
    try:
        region = load_region(path)
    except DatasetError as error:
        if not error.problems:
            raise AssertionError("refused without a problem") from error
        for problem in error.problems[:50]:
            if not problem.file:
                raise AssertionError(f"no file: {problem}") from error
            if CELL_CODES.match(problem.code) and (problem.row is None or problem.column is None):
                raise AssertionError(f"no cell: {problem}") from error
            for lang in ("en", "zh"):
                if not problem_text(problem, lang).isprintable():
                    raise AssertionError(f"unprintable: {problem}") from error
        return "refused"
    if region == whole:
        return "same"
    left = table_problems(dict(region.tables()))
    if left:
        raise AssertionError(f"loaded in spite of {left[0]}")
    if check_region(path):
        raise AssertionError("checked otherwise than loaded")
    return "changed"
