"""Errors are records that every process and every library hands on unharmed."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys

import pytest

from tongqu import errors
from tongqu.errors import (
    BadValueError,
    ConflictError,
    DatasetError,
    ExitCode,
    Interrupted,
    LimitError,
    NotFoundError,
    NotPermittedError,
    OutOfRangeError,
    Problem,
    StorageError,
    StorageFullError,
    TongquError,
    UsageError,
    cell_name,
)

CHILDREN = {
    DatasetError: (ValueError, ExitCode.BAD_INPUT),
    BadValueError: (ValueError, ExitCode.BAD_INPUT),
    OutOfRangeError: (OverflowError, ExitCode.BAD_INPUT),
    UsageError: (ValueError, ExitCode.USAGE),
    NotFoundError: (LookupError, ExitCode.USAGE),
    LimitError: (RuntimeError, ExitCode.LIMIT),
    ConflictError: (RuntimeError, ExitCode.CONFLICT),
    StorageError: (OSError, ExitCode.UNEXPECTED),
    StorageFullError: (OSError, ExitCode.UNEXPECTED),
    NotPermittedError: (PermissionError, ExitCode.NOT_PERMITTED),
    Interrupted: (KeyboardInterrupt, ExitCode.INTERRUPTED),
}

PROBLEM = Problem(
    "below_minimum",
    {"minimum": 0},
    file="links.csv",
    row=17,
    column="length_km",
    cell="E17",
    value="-3",
    expected="3.0",
)


@pytest.mark.parametrize("kind", CHILDREN)
def test_each_error_is_ours_and_a_builtin(kind: type[TongquError]) -> None:
    """A caller may catch TongquError or the builtin that fits."""
    builtin, code = CHILDREN[kind]
    assert issubclass(kind, TongquError)
    assert issubclass(kind, builtin)
    assert kind.exit_code is code


def test_no_error_class_is_left_out() -> None:
    """Each public child of TongquError is in the table above."""
    public = [getattr(errors, name) for name in errors.__all__]
    children = {
        kind
        for kind in public
        if isinstance(kind, type) and issubclass(kind, TongquError) and kind is not TongquError
    }
    assert children == set(CHILDREN)


@pytest.mark.parametrize("kind", CHILDREN)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_errors_survive_pickling(kind: type[TongquError], protocol: int) -> None:
    """Message, problems and type arrive in another process."""
    error = kind("two problems", [PROBLEM, Problem("cycle", {"ids": ["a", "b"]})])
    twin = pickle.loads(pickle.dumps(error, protocol))
    assert type(twin) is kind
    assert twin.args == error.args
    assert twin.problems == error.problems
    assert str(twin) == str(error)


@pytest.mark.parametrize("kind", CHILDREN)
def test_errors_survive_being_made_again_from_their_args(kind: type[TongquError]) -> None:
    """SimPy and others raise ``type(e)(*e.args)``; nothing may be lost."""
    error = kind("message", (PROBLEM,))
    assert kind(*error.args).problems == (PROBLEM,)
    assert copy.copy(error).problems == (PROBLEM,)


def test_problems_are_taken_from_any_iterable() -> None:
    """A generator is read once, and args keep what was read."""
    error = DatasetError("message", (Problem(code) for code in ("cycle", "negative")))
    assert [problem.code for problem in error.problems] == ["cycle", "negative"]
    assert error.args == ("message", error.problems)


def test_of_makes_an_error_with_one_problem() -> None:
    """Below the edge a code and its parameters are enough."""
    error = NotFoundError.of("unknown_place", id="juhau")
    assert error.problems == (Problem("unknown_place", {"id": "juhau"}),)
    assert str(error) == "unknown_place: id='juhau'"


def test_str_shows_the_problems_but_not_thousands() -> None:
    """A traceback in a notebook is useful and stays short."""
    error = DatasetError("bad", [Problem("negative", row=row) for row in range(1, 1001)])
    lines = str(error).splitlines()
    assert lines[0] == "bad"
    assert len(lines) == 22
    assert lines[-1].strip() == "... and 980 more"


def test_a_problem_cannot_be_changed_through_its_params() -> None:
    """The mapping handed in is copied."""
    params: dict[str, object] = {"minimum": 0}
    problem = Problem("below_minimum", params)
    params["minimum"] = 5
    assert problem.params == {"minimum": 0}
    assert len({problem, copy.deepcopy(problem)}) == 1


def test_a_problem_as_json_has_every_field() -> None:
    """Command line, report and server show the same record."""
    assert PROBLEM.to_dict() == {
        "code": "below_minimum",
        "params": {"minimum": 0},
        "file": "links.csv",
        "sheet": None,
        "row": 17,
        "column": "length_km",
        "cell": "E17",
        "value": "-3",
        "expected": "3.0",
    }


@pytest.mark.parametrize(
    ("row", "column", "name"),
    [
        (1, 1, "A1"),
        (17, 5, "E17"),
        (2, 26, "Z2"),
        (2, 27, "AA2"),
        (9, 702, "ZZ9"),
        (9, 703, "AAA9"),
    ],
)
def test_cells_are_named_as_spreadsheets_do(row: int, column: int, name: str) -> None:
    """After Z comes AA, there is no zero."""
    assert cell_name(row, column) == name


@pytest.mark.parametrize(("row", "column"), [(0, 1), (1, 0), (-1, 3)])
def test_cells_count_from_one(row: int, column: int) -> None:
    """A row 0 is a mistake of ours and says so."""
    with pytest.raises(ValueError, match="count from 1"):
        cell_name(row, column)


def test_exit_codes_are_the_published_ones() -> None:
    """Scripts depend on these numbers."""
    assert {code.name: code.value for code in ExitCode} == {
        "OK": 0,
        "UNEXPECTED": 1,
        "USAGE": 2,
        "BAD_INPUT": 3,
        "INFEASIBLE": 4,
        "LIMIT": 5,
        "CONFLICT": 6,
        "NOT_PERMITTED": 7,
        "INTERRUPTED": 130,
    }


def test_errors_import_nothing_of_tongqu_and_nothing_heavy() -> None:
    """The bottom room stands on the standard library alone."""
    code = (
        "import sys, tongqu.errors; "
        "print([m for m in sys.modules if m.split('.')[0] in {'numpy', 'numba', 'click', 'rich'}"
        " or m.startswith('tongqu.') and m != 'tongqu.errors'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
