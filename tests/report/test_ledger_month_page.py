"""The month's report: who, which month, what is late and whose turn it is, and room to sign."""

from __future__ import annotations

import re

import ledger_views as views

from tongqu.report.ledger_month_page import ledger_month_page


def section(text: str, head: str) -> str:
    """Return the section under a heading that begins so."""
    start = re.escape(f'<h2><span class="en" lang="en">{head}')
    [found] = [part for part in text.split("<section")[1:] if re.search(start, part)]
    return found


def test_the_head_names_ledger_and_month_in_both_languages() -> None:
    head = ledger_month_page(views.month()).split("</section>")[0]
    assert "District ledger" in head
    assert "Monthly report: Nov 2024" in head
    assert "月报：2024年11月" in head
    assert "As known on" in head


def test_without_a_month_the_report_says_since_when() -> None:
    assert "Monthly report: 9 Nov 2024 to 9 Dec 2024" in ledger_month_page(views.status())
    assert "Monthly report: 9 Dec 2024" in ledger_month_page(
        views.status() | {"changes_since": None}
    )


def test_a_month_that_is_not_over_says_up_to_when() -> None:
    view = views.month() | {"period": {"from": "2024-11-01", "until": "2024-11-20"}}
    assert "Monthly report: Nov 2024, up to 20 Nov 2024" in ledger_month_page(view)


def test_lists_that_were_cut_say_so() -> None:
    view = views.month() | {"late_count": 812}
    part = section(ledger_month_page(view), "Late: 812")
    assert "2 of 812 are listed." in part
    assert "are listed" not in ledger_month_page(views.month())


def test_what_changed_is_counted_in_full_and_rebounds_are_those_of_the_month() -> None:
    """A list that is cut says so; the figure above a list of a month is that of the list."""
    view = views.month()
    counts = {"opened": 640, "closed": 0, "became_red": 0, "made_good": 0}
    view["changes_since"] = view["changes_since"] | {"counts": counts}
    view["totals"] = view["totals"] | {"rebounds": 17}
    text = ledger_month_page(view)
    assert "<strong>640</strong>" in text
    assert "of 640 are listed." in text
    assert "<strong>17</strong>" not in text
    assert section(text, "Rebounds: 1")


def test_a_status_counts_rebounds_where_it_lists_none() -> None:
    view = views.status()
    assert "marked as reopened" in section(ledger_month_page(view), "Rebounds: 1")
    view["totals"] = view["totals"] | {"rebounds": 0}
    assert "Nothing that was closed came back." in ledger_month_page(view)


def test_every_late_item_has_its_owner_and_its_next_step() -> None:
    view = views.long_month()
    rows = section(ledger_month_page(view), "Late: 60").split("<tbody>")[1].split("</tr>")[:-1]
    assert len(rows) == 60
    for row, late in zip(rows, view["late"], strict=True):
        assert late["code"] in row
        assert "Environment platform" in row
        assert "Submit photographs of the finished outlet" in row


def test_rebounds_and_budgets_by_year_and_version() -> None:
    text = ledger_month_page(views.month())
    assert "18 Nov 2024" in section(text, "Rebounds: 1")
    budgets = section(text, "Budget by year and version")
    for amount in ("CNY 18,000,000", "CNY 21,000,000", "CNY 9,000,000", "CNY 420,000,000"):
        assert amount in budgets
    assert budgets.index("CNY 18,000,000") < budgets.index("CNY 21,000,000")


def test_a_quiet_month_says_so_instead_of_leaving_things_out() -> None:
    text = ledger_month_page(views.empty_month())
    for words in ("Nothing is late.", "Nothing is due soon.", "Nothing that was closed came back."):
        assert words in text
    assert "Nothing changed since 31 Oct 2024." in text


def test_there_is_room_for_names_a_seal_and_the_day() -> None:
    part = ledger_month_page(views.month()).split('class="signatures"')[1]
    for words in ("Drawn up by", "Checked by", "Head of the unit", "Date", "Seal of the unit"):
        assert words in part
    for words in ("制表", "审核", "单位负责人", "日期", "单位公章"):
        assert words in part


def test_paper_is_a4_numbered_and_no_row_is_cut() -> None:
    text = ledger_month_page(views.month())
    assert re.search(r"@page \{ size: A4;[^}]*\{ content: counter\(page\)", text)
    printed = text.split("@media print")
    assert any(re.search(r"\btr\b[^{}]*\{ break-inside: avoid", part) for part in printed)
