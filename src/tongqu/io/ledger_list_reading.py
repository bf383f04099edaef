"""A list of projects as somebody keeps it: a workbook or CSV file with headers of its own."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError, NotFoundError, Problem
from tongqu.io.calls_draft import shown
from tongqu.io.calls_sheets import Sheet, is_blank, read_sheets
from tongqu.io.ledger_list_cells import read_money
from tongqu.io.ledger_list_context import ListContext, Names
from tongqu.io.ledger_list_header import AMOUNTS, find_list_header, frame_of
from tongqu.io.ledger_list_rows import ListRow, number_of
from tongqu.model.call_dictionary import plain, words
from tongqu.model.cells import CellError
from tongqu.model.ledger_listing import DEFAULTS_OF_WORK, ListMapping, ProjectList, SkippedRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from tongqu.io.ledger_list_header import ListHeader
    from tongqu.model.ledger_listing import ListedProject, MappedColumn

__all__ = ["read_project_list", "suggest_mapping"]

NOTES = ("注", "备注", "说明", "填表说明", "Note", "Notes")
_NUMERAL = re.compile(r"[(（]?[一二三四五六七八九十百]+[)）]?[、.．]?")
_NUMBERED = re.compile(r"(?:[(（][一二三四五六七八九十百]+[)）]|[一二三四五六七八九十百]+[、.．])")
_AMOUNT = re.compile(r"[-+]?[\d.,]+%?")
_COUNTED = re.compile(r"[(（]?共?\d+[个项][)）]?\s*$")


def suggest_mapping(path: str | os.PathLike[str], *, kind: str = "work") -> ListMapping:
    r"""Return what the columns of a list probably mean, by the words of their headers.

    Parameters
    ----------
    path
        A CSV file or a workbook (``.xlsx``).
    kind
        Kind of the items that the rows become.

    Returns
    -------
    ListMapping
        To be looked at, corrected and kept (`write_mapping`): columns that leave a doubt have
        ``sure=False``, and those that mean nothing to us have no field.

    Raises
    ------
    tongqu.errors.DatasetError
        If the file cannot be read, or no row of it is a header with the name of a project.
    tongqu.errors.NotFoundError
        If there is no such file.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "list.csv")
    >>> _ = file.write_text("项目名称,总投资（万元）,联系人\n仙岩路,1000,\n", "utf-8")
    >>> for column in suggest_mapping(file).columns:
    ...     print(column.header, column.field, column.unit)
    项目名称 title
    总投资(万元) budget 万元
    联系人
    """
    pairs, problems = _headed(Path(path), None)
    if problems:
        raise DatasetError(f"{Path(path).name}: {len(problems)} problems", problems)
    found: dict[str, MappedColumn] = {}
    for _, header in pairs:
        for cell in header.cells:
            found.setdefault(plain(cell.text), cell.column)
    columns = tuple(found.values())
    if kind != "work":
        return ListMapping(kind=kind, columns=columns, fields={})
    return ListMapping(columns=columns, defaults=dict(DEFAULTS_OF_WORK))


def read_project_list(
    path: str | os.PathLike[str],
    mapping: ListMapping | None = None,
    *,
    units: Iterable[Any] = (),
    places: Iterable[Any] = (),
    fields: Iterable[Mapping[str, Any]] = (),
    today: date | None = None,
) -> ProjectList:
    r"""Read a list of projects: all of it, or everything that is wrong with it.

    Parameters
    ----------
    path
        A CSV file (UTF-8, with or without BOM, or GBK) or a workbook (``.xlsx``).
    mapping
        What its columns mean; by default what `suggest_mapping` says.
    units, places
        Records or mappings with ``id``, ``name`` and ``name_zh``. Without units the list's own
        words for them are kept; with units, a name that is none of theirs is a problem.
    fields
        Fields of the kind, as its JSON has them (``id``, ``values``): a field that has a list of
        values takes only these, by id or by name.
    today
        What "next year" is measured from where the list names no year of its own.

    Returns
    -------
    ProjectList
        The projects in the order of the file, with every guess marked by its cell, and the rows
        and columns that were left out.

    Raises
    ------
    tongqu.errors.DatasetError
        With everything that is wrong, each with file, sheet, row, column, cell and a right value.
    tongqu.errors.NotFoundError
        If there is no such file.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "list.csv")
    >>> _ = file.write_text(
    ...     "项目名称,总投资（万元）,竣工时间,形象进度\n"
    ...     "仙岩路,约1000,2024年12月底,约80%\n合计,1000,,\n", "utf-8")
    >>> listing = read_project_list(file)
    >>> project = listing.projects[0]
    >>> project.title, project.budget, str(project.finish.on), project.percent
    ('仙岩路', 10000000.0, '2024-12-31', 80.0)
    >>> [guess.code for guess in listing.all_guesses], [row.why for row in listing.skipped]
    (['percent_about', 'money_about'], ['total'])
    """
    source = Path(path)
    pairs, problems = _headed(source, mapping)
    if problems:
        raise DatasetError(f"{source.name}: {len(problems)} problems", problems)
    used = mapping or ListMapping(defaults=dict(DEFAULTS_OF_WORK))
    reader = _Reader(
        used,
        units=Names(units, used.words.get("unit")),
        places=Names(places, used.words.get("place")),
        choices={one["id"]: Names(one["values"]) for one in fields if one.get("values")},
    )
    if mapping is not None:
        reader.problems += _gone(pairs, mapping)
    for sheet, header in pairs:
        reader.sheet(sheet, header, today, guessed=mapping is None)
    problems = [*reader.problems, *_doubles(reader.projects)]
    if not reader.projects and not problems:
        sheet, header = pairs[0]
        problems.append(sheet.problem("no_projects", sheet.numbers[header.last]))
    if problems:
        raise DatasetError(f"{source.name}: {len(problems)} problems", problems)
    observed = {day for day in reader.observed if day is not None}
    return ProjectList(
        file=source.name,
        sha256=hashlib.sha256(source.read_bytes()).hexdigest(),
        kind=used.kind,
        finish=used.finish,
        observed_on=observed.pop() if len(observed) == 1 else None,
        projects=tuple(project for project, _, _ in reader.projects),
        skipped=tuple(reader.skipped),
        left_out=tuple(dict.fromkeys(reader.left_out)),
        guesses=tuple(reader.guesses),
    )


def _headed(
    path: Path, mapping: ListMapping | None
) -> tuple[list[tuple[Sheet, ListHeader]], list[Problem]]:
    """Return the sheets that have a header, and what is wrong with the file."""
    if not path.is_file():
        raise NotFoundError.of("no_such_file", path=str(path))
    sheets, problems = read_sheets(path)
    if mapping is not None and mapping.sheet:
        named = [sheet for sheet in sheets if plain(sheet.name or "") == plain(mapping.sheet)]
        if sheets and not named and not problems:
            return [], [Problem("no_such_sheet", {"sheet": mapping.sheet}, path.name)]
        sheets = named
    pairs = [(sheet, header) for sheet in sheets if (header := find_list_header(sheet, mapping))]
    # A sheet of notes may have a column of projects too; where others say more, they count.
    pairs = [pair for pair in pairs if pair[1].score > 1] or pairs
    if sheets and not pairs and not problems:
        problems.append(
            sheets[0].problem("no_list_header", sheets[0].numbers[0], expected="项目名称")
        )
    for sheet, header in pairs:
        problems += _same_header_twice(sheet, header)
    return pairs, problems


def _same_header_twice(sheet: Sheet, header: ListHeader) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for cell in header.cells:
        if plain(cell.text) in seen and plain(cell.text):
            problems.append(
                sheet.problem(
                    "duplicate_column", sheet.numbers[header.last], cell.index, column=cell.text
                )
            )
        seen.add(plain(cell.text))
    return problems


def _gone(pairs: Sequence[tuple[Sheet, ListHeader]], mapping: ListMapping) -> list[Problem]:
    """Return a problem for each column that the mapping reads and no sheet has."""
    there = {plain(cell.text) for _, header in pairs for cell in header.cells}
    sheet, header = pairs[0]
    return [
        sheet.problem("missing_column", sheet.numbers[header.last], column=column.header)
        for column in mapping.columns
        if column.field and plain(column.header) not in there
    ]


def _doubles(projects: Sequence[tuple[ListedProject, ListRow, bool]]) -> list[Problem]:
    """Return a problem for each project whose code or name is there already."""
    first: dict[str, ListedProject] = {}
    problems = []
    for project, row, by_code in projects:
        known = first.setdefault(plain(project.key), project)
        if known is project:
            continue
        head = row.columns("key" if by_code else "title")[0]
        problems.append(
            row.context.sheet.problem(
                "duplicate_id" if by_code else "title_twice",
                row.number,
                head.index,
                column=head.text,
                value=project.key,
                first_row=known.row,
            )
        )
    return problems


class _Reader:
    """Collects the projects of all sheets."""

    def __init__(
        self,
        mapping: ListMapping,
        *,
        units: Names,
        places: Names,
        choices: Mapping[str, Names],
    ) -> None:
        self.mapping = mapping
        self.units, self.places, self.choices = units, places, choices
        self.projects: list[tuple[ListedProject, ListRow, bool]] = []
        self.skipped: list[SkippedRow] = []
        self.left_out: list[str] = []
        self.problems: list[Problem] = []
        self.guesses: list[Problem] = []
        self.observed: list[date | None] = []

    def sheet(self, sheet: Sheet, header: ListHeader, today: date | None, *, guessed: bool) -> None:
        """Read the rows of a sheet."""
        frame = frame_of(sheet, header, today)
        self.observed.append(frame.observed_on)
        self._headers(sheet, header, guessed=guessed)
        context = ListContext(
            sheet=sheet,
            header=header,
            frame=frame,
            mapping=self.mapping,
            units=self.units,
            places=self.places,
            choices=self.choices,
            today=today,
        )
        rows = [ListRow(context, index) for index in range(header.last + 1, len(sheet.rows))]
        kinds = [_other(row) for row in rows]
        _judge_progress(context, [row for row, why in zip(rows, kinds, strict=True) if not why])
        group = ""
        pairs = list(zip(rows, kinds, strict=True))
        for row, why in pairs:
            if not why:
                self._row(row, group)
                continue
            text = _heading_text(row) if why == "heading" else _texts(row)[0]
            group = text if why == "heading" else group
            self.skipped.append(
                SkippedRow(sheet=sheet.name or "", row=row.number, text=text[:60], why=why)
            )
            if why == "total" and plain(_texts(row)[0]) != "小计":
                self.guesses += _wrong_totals(row, [r for r, other in pairs if not other])

    def _row(self, row: ListRow, group: str) -> None:
        project = row.read(group)
        self.problems += row.problems
        if project is not None:
            self.projects.append((project, row, bool(row.text("key"))))

    def _headers(self, sheet: Sheet, header: ListHeader, *, guessed: bool) -> None:
        number = sheet.numbers[header.last]
        for cell in header.cells:
            if not cell.column.field:
                self.left_out.append(cell.text)
            elif guessed and not cell.column.sure:
                self.guesses.append(
                    replace(
                        sheet.problem("header_guessed", number, cell.index, column=cell.text),
                        params={"read_as": cell.column.field},
                        value=cell.text,
                    )
                )


def _judge_progress(context: ListContext, rows: Sequence[ListRow]) -> None:
    """Tell shares of one from percentages by all numbers of the column."""
    values = [
        number
        for row in rows
        for head in row.columns("progress")
        if head.index < len(row.cells) and (number := number_of(row.cells[head.index])) is not None
    ]
    small = [number for number in values if 0 < number <= 1]
    context.shares = bool(small) and max(values) <= 1
    context.mixed = bool(small) and max(values) > 1


def _wrong_totals(total: ListRow, rows: Sequence[ListRow]) -> list[Problem]:
    """Return a remark for each amount of a row of totals that the rows do not add up to."""
    found = []
    for head in total.columns(*AMOUNTS):
        value = total.raw(head)
        if value is None:
            continue
        try:
            said, _ = read_money(value, head.column.unit or total.context.frame.unit)
        except CellError:
            continue  # a total is not imported, so it cannot be wrong for us
        added = round(sum(row.amounts.get(head.index, 0.0) for row in rows), 2)
        if abs(added - said) > max(0.005 * said, 1.0):
            total.guess(head, value, "total_differs", f"{added:.12g}")
            found.append(total.guesses.pop())
    return found


def _texts(row: ListRow) -> list[str]:
    found = dict.fromkeys(shown(cell) for cell in row.cells if not is_blank(cell))
    return [" ".join(text.split()) for text in found] or [""]


def _other(row: ListRow) -> str:
    """Return why a row is no project; empty where it is one."""
    texts = _texts(row)
    first = plain(texts[0])
    totals = words("total")
    titles = [shown(row.cells[head.index]) for head in row.columns("title")]
    title = next((text for text in titles if text), "")
    numbered = [shown(row.cells[head.index]) for head in row.columns("number")]
    if not texts[0]:
        return "" if any(number == row.number for number, _ in row.context.sheet.broken) else "note"
    if first in totals or plain(title) in totals or (not title and first.startswith(tuple(totals))):
        return "total"
    headers = row.context.header_words
    if sum(1 for text in texts if plain(text) in headers) * 2 > len(texts) and len(texts) > 1:
        return "header"
    if any(_NUMERAL.fullmatch(text) for text in numbered if text):
        return "heading"
    if _NUMBERED.match(title or texts[0]) and (
        len(texts) == 1 or _COUNTED.search(title or texts[0])
    ):
        return "heading"
    begins = re.split(r"[:：]", texts[0], maxsplit=1)[0]
    if begins in NOTES or (not title and plain(begins) in words("note")):
        return "note"
    alone = len(texts) == 1 and not _AMOUNT.fullmatch(texts[0])
    return "heading" if alone and (not title or any(row.columns("number"))) else ""


def _heading_text(row: ListRow) -> str:
    texts = [
        text for text in _texts(row) if not _NUMERAL.fullmatch(text) and number_of(text) is None
    ]
    text = texts[0] if texts else ""
    return _COUNTED.sub("", _NUMBERED.sub("", text)).strip() or text
