"""A table of vessel calls as it comes: CSV, a dispatcher's workbook, or JSON."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tongqu.errors import DatasetError, NotFoundError, Problem
from tongqu.io.calls_draft import Draft
from tongqu.io.calls_header import find_header
from tongqu.io.calls_known import Known
from tongqu.io.calls_rows import read_row
from tongqu.io.calls_sheets import Sheet, is_blank, read_sheets
from tongqu.io.calls_times import Reference, day_of
from tongqu.model.call_checks import call_findings
from tongqu.model.call_dictionary import call_columns, plain, words
from tongqu.model.calls import TIME_COLUMNS, Call, CallTable, Guess
from tongqu.text import language as language_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tongqu.io.calls_header import Header
    from tongqu.model import Region
    from tongqu.model.rows import Finding

__all__ = ["read_calls"]

CALL_SHEETS = frozenset({"calls", "船次"})
"""Where a workbook has a sheet of such a name, the others are not read."""

TWICE = timedelta(hours=24)  # arrivals nearer than this are hardly two voyages
_DATE_IN_TITLE = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")


def read_calls(
    path: str | os.PathLike[str],
    region: Region,
    language: str | None = None,
    *,
    today: date | None = None,
    terminal: str = "",
) -> CallTable:
    r"""Read a table of vessel calls.

    Parameters
    ----------
    path
        A CSV file (UTF-8, with or without BOM, or GBK), a workbook (``.xlsx``) or JSON. Titles,
        headers of several rows, merged cells, units in headers, rows of totals, and words such as
        预计下午 or 约500吨 are understood in files that people write; what was guessed is marked in
        `Call.guesses`. JSON is written by programs and read to the letter.
    region
        Names of berths, vessel classes and cargoes; its zone is that of times without an offset.
    language
        Language of the answer, ``en`` or ``zh``; by default that of the file's headers.
    today
        What "tomorrow" and "the 5th" are measured from, and the day of a vessel whose arrival
        nobody knows; a date in the title of the file goes before it. Without either, a time
        without a day is a problem.
    terminal
        Berths named by number, such as ``3#``, are of this terminal.

    Returns
    -------
    CallTable
        The calls in the order of the file.

    Raises
    ------
    tongqu.errors.DatasetError
        With everything that is wrong, each with file, sheet, row, column and a right value.
    tongqu.errors.NotFoundError
        If there is no such file.

    Examples
    --------
    >>> import tempfile
    >>> from datetime import date
    >>> from tongqu import load_region
    >>> file = Path(tempfile.mkdtemp(), "calls.csv")
    >>> _ = file.write_text("船名,预计到港,货种,卸货量(吨)\n衢航1,明天上午,黄沙,约480\n", "utf-8")
    >>> table = read_calls(file, load_region("qujiang"), today=date(2026, 3, 1))
    >>> call = table.calls[0]
    >>> call.eta.isoformat(), call.commodity_id, call.discharge_t, len(call.guesses)
    ('2026-03-02T09:00:00+08:00', 'sand', 480.0, 5)
    """
    source = Path(path)
    if not source.is_file():
        raise NotFoundError.of("no_such_file", path=str(source))
    known = Known(region, terminal)
    reference = Reference(zone=region.zone, today=today)
    if source.suffix.lower() == ".json":
        from tongqu.io.calls_json import read_json

        calls, spoken, problems = read_json(source, region)
    else:
        calls, spoken, problems = _read_tables(source, known, reference)
    if problems:
        raise DatasetError(f"{source.name}: {len(problems)} problems", problems)
    spoken = language_of(language) if language else spoken
    chosen: Literal["en", "zh"] = "zh" if spoken == "zh" else "en"
    return CallTable(calls=tuple(calls), language=chosen, source=source.name)


def _read_tables(
    path: Path, known: Known, reference: Reference
) -> tuple[list[Call], str, list[Problem]]:
    sheets, problems = read_sheets(path)
    if any(sheet.name in CALL_SHEETS for sheet in sheets):
        sheets = [sheet for sheet in sheets if sheet.name in CALL_SHEETS]
    headed = [(sheet, header) for sheet in sheets if (header := find_header(sheet))]
    headed = [pair for pair in headed if _is_call_table(pair[1])] or headed
    if sheets and not headed:
        columns = call_columns()
        names = ", ".join(columns[c].name_zh for c in ("vessel", "eta", "commodity_id"))
        names = f"vessel, eta, commodity_id ({names})"
        problems.append(sheets[0].problem("no_call_header", sheets[0].numbers[0], expected=names))
    drafts: list[Draft] = []
    for sheet, header in headed:
        problems += header.problems
        missing = _missing(sheet, header)
        problems += missing
        if not missing:
            drafts += _read_sheet(sheet, header, known, reference)
    problems += [problem for draft in drafts for problem in draft.problems]
    if headed and not drafts and not problems:
        sheet, header = headed[0]
        problems.append(sheet.problem("no_calls", sheet.numbers[header.last]))
    han = any(header.language == "zh" for _, header in headed)
    calls, between = _assemble(drafts, known.region)
    return calls, "zh" if han else "en", problems + between


def _is_call_table(header: Header) -> bool:
    return "vessel" in header.columns and _has_arrival(header)


def _has_arrival(header: Header) -> bool:
    return bool(header.columns.keys() & {"eta", "eta_day", "eta_clock", *TIME_COLUMNS})


def _missing(sheet: Sheet, header: Header) -> list[Problem]:
    number = sheet.numbers[header.last]
    columns = call_columns()
    missing = [] if "vessel" in header.columns else ["vessel"]
    if not _has_arrival(header):
        missing.append("eta")
    return [
        sheet.problem(
            "missing_column", number, column=name, expected=f"{name} / {columns[name].name_zh}"
        )
        for name in missing
    ]


def _read_sheet(sheet: Sheet, header: Header, known: Known, reference: Reference) -> list[Draft]:
    reference = _titled(sheet, header, reference)
    drafts: list[Draft] = []
    for index in range(header.last + 1, len(sheet.rows)):
        draft = Draft(sheet, header, index)
        if (day := _heading(draft, reference)) is not None:
            reference = replace(reference, column=day, column_code="time_day_above")
        elif not _is_other(draft):
            drafts += read_row(draft, known, reference)
    return drafts


def _titled(sheet: Sheet, header: Header, reference: Reference) -> Reference:
    """Return the reference with the day in the title above the header or of the sheet, if any."""
    cells = [cell for row in sheet.rows[: header.first] for cell in row if not is_blank(cell)]
    texts = [str(cell) for cell in cells] + [sheet.name or ""]
    found = [match[0] for text in texts for match in _DATE_IN_TITLE.finditer(text)]
    days = {day[0] for text in found if (day := day_of(text, reference))}
    if len(days) == 1:
        return replace(reference, today=days.pop(), said=True)
    return reference


def _heading(draft: Draft, reference: Reference) -> date | None:
    """Return the day that a row is the heading of: it holds nothing else."""
    cells = [cell for cell in draft.row if not is_blank(cell)]
    if len({plain(str(cell)) for cell in cells}) != 1:
        return None
    day = day_of(cells[0], replace(reference, column=None))
    return day[0] if day is not None else None


def _is_other(draft: Draft) -> bool:
    """Whether a row holds totals, notes, or the header once more."""
    texts = [str(cell) for cell in draft.row if not is_blank(cell)]
    vessel = draft.raw("vessel")
    if not texts:
        return False  # blank but for a cell that is broken
    first = plain(texts[0])
    totals = words("total")
    if first in totals or (vessel is not None and plain(str(vessel)) in totals):
        return True
    if vessel is None and any(first.startswith(word) for word in totals):
        return True
    if _repeats_header(draft):
        return True
    alone = len(set(map(plain, texts))) == 1
    return _is_note(texts[0]) if vessel is not None else alone or _is_note(texts[0])


def _is_note(text: str) -> bool:
    start = re.split(r"[:：]", text, maxsplit=1)[0]
    return plain(start) in words("note") or (":" in text.replace("：", ":") and len(text) > 40)


def _repeats_header(draft: Draft) -> bool:
    """Whether the row is the header once more, as at the top of a printed page."""
    header = draft.header
    alike = sum(
        1
        for name, index in header.columns.items()
        if index < len(draft.row)
        and isinstance(draft.row[index], str)
        and plain(draft.row[index]) in header.texts[name].casefold().replace(" ", "")
        and plain(draft.row[index])
    )
    return alike >= 2 and alike * 2 > sum(1 for cell in draft.row if not is_blank(cell))


# --- from drafts to calls -------------------------------------------------------------------------


def _assemble(drafts: list[Draft], region: Region) -> tuple[list[Call], list[Problem]]:
    ids = {draft.values.get("id") for draft in drafts}
    # Rows with a bad cell take part where they can, so that all problems are told at once.
    drafts = _merged([draft for draft in drafts if {"vessel", "eta"} <= draft.values.keys()])
    width = max(3, len(str(len(drafts))))
    for place, draft in enumerate(drafts, 1):
        if "id" not in draft.values:
            made = f"call-{place:0{width}d}"
            while made in ids:
                made += "x"
            draft.values["id"] = made
    _resolve_partners(drafts)
    calls = [
        Call(**draft.values, source_row=draft.number, guesses=tuple(draft.guesses.values()))
        for draft in drafts
    ]
    findings = [
        finding
        for finding in call_findings(calls, region)
        if finding.value not in ids or finding.code != "unknown_id"
    ]
    return calls, [_located(finding, drafts) for finding in findings]


def _located(finding: Finding, drafts: Sequence[Draft]) -> Problem:
    draft = drafts[finding.row]
    column = finding.column or ""
    params = dict(finding.params)
    if "first_row" in params:
        params["first_row"] = drafts[int(str(params["first_row"]))].number
    return draft.sheet.problem(
        finding.code,
        draft.number,
        draft.header.columns.get(column),
        column=draft.name(column),
        value=finding.value,
        expected=finding.expected,
        **params,
    )


def _merged(drafts: list[Draft]) -> list[Draft]:
    """Return the drafts without those that say the same again; ask about likely doubles."""
    kept: list[Draft] = []
    by_name: dict[str, list[Draft]] = {}
    for draft in drafts:
        twins = by_name.setdefault(plain(draft.values["vessel"]), [])
        same = next((twin for twin in twins if _equal(twin, draft)), None)
        if same is not None:
            rows = f"{draft.sheet.file} {draft.sheet.name or ''}".strip()
            same.guesses["id"] = Guess(
                field="id", value=str(draft.number), text=rows, code="rows_merged"
            )
            continue
        near = [t for t in twins if abs(t.values["eta"] - draft.values["eta"]) < TWICE]
        if near and "id" not in draft.guesses:
            draft.guess("vessel", near[-1].number, draft.raw("vessel"), "same_vessel_twice")
        twins.append(draft)
        kept.append(draft)
    return kept


def _equal(one: Draft, other: Draft) -> bool:
    """Whether two rows say the same; an id that only one of them has does not count."""
    mine, theirs = dict(one.values), dict(other.values)
    if "id" not in mine or "id" not in theirs:
        mine.pop("id", None)
        theirs.pop("id", None)
    return mine == theirs


def _resolve_partners(drafts: Sequence[Draft]) -> None:
    """Let rows name other calls by the vessel as well as by the id."""
    ids = {draft.values["id"] for draft in drafts}
    by_name: dict[str, list[str]] = {}
    for draft in drafts:
        by_name.setdefault(plain(draft.values["vessel"]), []).append(draft.values["id"])
    for draft in drafts:
        for column in ("beside_call_id", "after_call_id"):
            text = draft.values.get(column)
            if text and text.casefold() in ids:
                draft.values[column] = text.casefold()
            elif text:
                named = [i for i in by_name.get(plain(text), []) if i != draft.values["id"]]
                if len(named) == 1:
                    draft.values[column] = named[0]
