"""A log of what happened at the berths, from a workbook or a CSV file.

One row a call: what it carried, when it was expected and since when that was known, when it
arrived, made fast, was worked and left, and where. A further row with the same call number is a
newer estimate of its arrival. Times are facts here: one that is written in words is refused.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tongqu.errors import DatasetError, NotFoundError, Problem
from tongqu.io.calls_draft import EXAMPLE_TIME, Draft
from tongqu.io.calls_header import find_header
from tongqu.io.calls_known import Known
from tongqu.io.calls_rows import read_row
from tongqu.io.calls_sheets import is_blank, read_sheets
from tongqu.io.calls_times import Reference
from tongqu.model.berth_log import BerthLog, LoggedCall
from tongqu.model.call_checks import call_findings
from tongqu.model.call_dictionary import call_columns, plain, words
from tongqu.model.calls import TIME_COLUMNS, Call, CallTime
from tongqu.model.cells import CellError

if TYPE_CHECKING:
    from tongqu.io.calls_header import Header
    from tongqu.io.calls_sheets import Sheet
    from tongqu.model import Region

__all__ = ["read_berth_log"]

TABLE = "berth_log"
SHEETS = frozenset({"log", "日志", "靠泊日志", "靠泊记录"})
"""Where a workbook has a sheet of such a name, the others are not read."""

SYNTHETIC = ("synthetic", "合成数据")
"""A line above the header that begins like this says that the log is invented."""

NEEDED = ("vessel", "actual_arrival", "actual_berthing", "actual_departure", "berth_id")


def read_berth_log(path: str | os.PathLike[str], region: Region, *, terminal: str = "") -> BerthLog:
    r"""Read a log of what happened at the berths.

    Parameters
    ----------
    path
        A CSV file or a workbook (``.xlsx``) with English or Chinese headers; the columns are those
        of the dictionary ``berth_log``.
    region
        Names of berths, vessel classes and cargoes; its zone is that of times without an offset.
    terminal
        Berths named by number, such as ``3#``, are of this terminal.

    Raises
    ------
    tongqu.errors.DatasetError
        With everything that is wrong, each with file, sheet, row, column and a right value. That
        a vessel left before it came is no mistake of the file: the audit names it.
    tongqu.errors.NotFoundError
        If there is no such file.

    Examples
    --------
    >>> import tempfile
    >>> from tongqu import load_region
    >>> file = Path(tempfile.mkdtemp(), "log.csv")
    >>> _ = file.write_text(
    ...     "船名,预计到港,获知时间,实际到港,实际靠泊,实际离泊,实际泊位,货种,卸货量(吨)\n"
    ...     "衢航1,2026-03-02 08:00,2026-03-01 10:00,2026-03-02 09:10,2026-03-02 09:30,"
    ...     "2026-03-02 14:00,qujiang-port-1-berth-02,煤炭,480\n", "utf-8")
    >>> entry = read_berth_log(file, load_region("qujiang")).calls[0]
    >>> entry.berth_id, entry.call.discharge_t, entry.actual("DEPA").isoformat()
    ('qujiang-port-1-berth-02', 480.0, '2026-03-02T14:00:00+08:00')
    """
    source = Path(path)
    if not source.is_file():
        raise NotFoundError.of("no_such_file", path=str(source))
    sheets, problems = read_sheets(source)
    if any(plain(sheet.name or "") in SHEETS for sheet in sheets):
        sheets = [sheet for sheet in sheets if plain(sheet.name or "") in SHEETS]
    headed = [(sheet, header) for sheet in sheets if (header := find_header(sheet, TABLE))]
    headed = [pair for pair in headed if "actual_berthing" in pair[1].columns] or headed[:1]
    if sheets and not headed:
        problems.append(
            sheets[0].problem("no_call_header", sheets[0].numbers[0], expected=_names())
        )
    reader = _Reader(region, terminal)
    for sheet, header in headed:
        problems += header.problems
        missing = _missing(sheet, header)
        problems += missing
        if not missing:
            reader.sheet(sheet, header)
    problems += reader.finish()
    if headed and not reader.entries and not problems:
        sheet, header = headed[0]
        problems.append(sheet.problem("no_calls", sheet.numbers[header.last]))
    if problems:
        raise DatasetError(f"{source.name}: {len(problems)} problems", problems)
    spoken: Literal["en", "zh"] = "zh" if any(h.language == "zh" for _, h in headed) else "en"
    return BerthLog(
        calls=tuple(reader.entries), language=spoken, source=source.name, synthetic=reader.synthetic
    )


def _names() -> str:
    columns = call_columns(TABLE)
    return ", ".join(f"{name} / {columns[name].name_zh}" for name in NEEDED)


def _missing(sheet: Sheet, header: Header) -> list[Problem]:
    columns = call_columns(TABLE)
    return [
        sheet.problem(
            "missing_column",
            sheet.numbers[header.last],
            column=name,
            expected=f"{name} / {columns[name].name_zh}",
        )
        for name in NEEDED
        if name not in header.columns
    ]


class _Reader:
    """Collects the calls of all sheets."""

    def __init__(self, region: Region, terminal: str) -> None:
        self.region = region
        self.known = Known(region, terminal)
        self.reference = Reference(zone=region.zone)
        self.drafts: dict[str, Draft] = {}
        self.others: dict[str, dict[str, Any]] = {}
        self.entries: list[LoggedCall] = []
        self.problems: list[Problem] = []
        self.synthetic = False

    def sheet(self, sheet: Sheet, header: Header) -> None:
        """Read the rows of a sheet."""
        above = [
            str(c).strip() for row in sheet.rows[: header.first] for c in row if not is_blank(c)
        ]
        self.synthetic |= any(text.casefold().startswith(SYNTHETIC) for text in above)
        for index in range(header.last + 1, len(sheet.rows)):
            draft = Draft(sheet, header, index)
            if not _is_other(draft):
                self.row(draft)

    def row(self, draft: Draft) -> None:
        """Read a call, or a newer estimate of one that was read."""
        key = draft.cell("id")
        key = "" if key is None else str(key).strip().casefold()
        key = key.removesuffix(".0")
        if key and key in self.drafts:
            self.estimate(draft, key)
            return
        read_row(draft, self.known, self.reference)
        own = {"known_at": self._exact(draft, "known_at"), "estimates": []}
        own["berth_id"] = self._berth(draft)
        own["cranes"] = self._cranes(draft)
        self._only_exact(draft)
        key = key or f"row-{draft.number:04d}"
        draft.values.setdefault("id", key)
        self.drafts[key] = draft
        self.others[key] = own

    def estimate(self, draft: Draft, key: str) -> None:
        """Read a row that says nothing but when a call is expected now."""
        if draft.cell("actual_berthing") is not None:
            first = self.drafts[key].number
            error = CellError("duplicate_id", None, first_row=first)
            draft.bad("id", key, error)
        at, since = self._exact(draft, "eta"), self._exact(draft, "known_at")
        for column, found in (("eta", at), ("known_at", since)):
            if draft.cell(column) is None and found is None:
                draft.bad(column, None, CellError("required", EXAMPLE_TIME))
        if at is not None and since is not None:
            self.others[key]["estimates"].append((since, at))
        self.problems += draft.problems

    def _exact(self, draft: Draft, column: str) -> Any:
        """Return a time that is written in full; words about a time are told."""
        found = draft.when(column, self.reference)
        if found is None:
            return None
        if found[1]:
            draft.bad(column, draft.raw(column), CellError("not_a_datetime", EXAMPLE_TIME))
        return found[0]

    def _only_exact(self, draft: Draft) -> None:
        """Refuse times that had to be guessed; an ETA that nobody wrote down may be missing."""
        for column in (*TIME_COLUMNS, "eta", "latest_departure"):
            guess = draft.guesses.get(column)
            if guess is None:
                continue
            if column == "eta" and guess.code == "time_from_other":
                draft.guesses.pop(column)
                draft.values["no_eta"] = True
            else:
                error = CellError("not_a_datetime", EXAMPLE_TIME)
                draft.bad(column, draft.raw(column), error)

    def _berth(self, draft: Draft) -> str:
        value = draft.cell("berth_id")
        if value is None or draft.is_broken("berth_id"):
            return ""
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
        try:
            return self.known.find("berths", text).id
        except CellError as error:
            draft.bad("berth_id", value, error)
            return ""

    def _cranes(self, draft: Draft) -> int | None:
        value = draft.cell("cranes")
        if value is None or draft.is_broken("cranes"):
            return None
        try:
            number = float(value)
        except (TypeError, ValueError):
            draft.bad("cranes", value, CellError("not_an_integer", "1"))
            return None
        if not number.is_integer() or not 0 <= number <= 20:
            draft.bad("cranes", value, CellError("not_an_integer", "1"))
            return None
        return int(number) or None

    def finish(self) -> list[Problem]:
        """Make the calls; return everything that is wrong."""
        found = self.problems + [p for draft in self.drafts.values() for p in draft.problems]
        good = {k: d for k, d in self.drafts.items() if {"vessel", "eta"} <= d.values.keys()}
        for key, draft in good.items():
            self.entries.append(self._entry(draft, self.others[key]))
        calls = [entry.call for entry in self.entries]
        drafts = list(good.values())
        for finding in call_findings(calls, self.region):
            # Times in a wrong order are what an audit is for; it names them.
            if finding.column in TIME_COLUMNS or finding.column in ("eta", "latest_departure"):
                continue
            draft = drafts[finding.row]
            column = finding.column or ""
            found.append(
                draft.sheet.problem(
                    finding.code,
                    draft.number,
                    draft.header.columns.get(column),
                    column=draft.name(column),
                    value=finding.value,
                    expected=finding.expected,
                    **finding.params,
                )
            )
        return found

    def _entry(self, draft: Draft, own: dict[str, Any]) -> LoggedCall:
        values = dict(draft.values)
        told = [] if values.pop("no_eta", False) else [(own["known_at"], values["eta"])]
        told += own["estimates"]
        file = draft.sheet.file
        estimates = tuple(
            CallTime(kind="EST", event="ARRI", at=at, source=file, known_at=since)
            for since, at in told
        )
        values["times"] = (*estimates, *values.get("times", ()))
        call = Call(**values, source_row=draft.number, guesses=tuple(draft.guesses.values()))
        return LoggedCall(call=call, berth_id=own["berth_id"], cranes=own["cranes"])


def _is_other(draft: Draft) -> bool:
    """Whether a row holds totals or notes."""
    texts = [str(cell) for cell in draft.row if not is_blank(cell)]
    return not texts or plain(texts[0]) in words("total") or len(set(texts)) == 1 < len(draft.row)
