"""What the newspaper reports, item by item: command, result, or why there is none yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongqu.report.html import Both, Child, Html, el, join
from tongqu.report.news_results import (
    longyou_result,
    phase_two_result,
    reward_result,
    saving_result,
    shortly,
    works_result,
)
from tongqu.report.tables import Column, command_text, table
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tongqu.model import Region
    from tongqu.report.demo_cases import DemoRun

    Result = Callable[[Region, Mapping[str, DemoRun]], Child]

__all__ = ["NewsItem", "news_items", "news_table"]


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One reported item.

    Attributes
    ----------
    reported
        What is printed, in short.
    state
        ``answered``, ``planned`` or ``not-built``.
    why
        Why it is in that state, or what must not be concluded.
    cases
        Demo cases that answer it.
    command
        Command that answers it, where no case does.
    result
        What comes out, from the region and the answers.
    """

    reported: Both
    state: str
    why: Both
    cases: tuple[str, ...] = ()
    command: str = ""
    result: Result | None = None


def news_table(region: Region, runs: Mapping[str, DemoRun]) -> Html:
    """Return the items as a table."""
    columns = [
        Column(t("The newspaper reports")),
        Column(t("Command")),
        Column(t("Result")),
        Column(t("State")),
    ]
    states = {"answered": t("answered"), "planned": t("planned"), "not-built": t("not built")}
    rows: list[list[Child]] = []
    for item in news_items():
        cases = [runs[key] for key in item.cases if key in runs]
        commands: list[Html] = [
            el("span", el("a", command_text(run.case.command), href=run.page), class_="command")
            for run in cases
        ]
        if item.command:
            commands.append(el("span", command_text(item.command), class_="command"))
        state = item.state
        if item.cases and not cases:
            state = "planned"
        result = item.result(region, runs) if item.result is not None else ""
        mark = el("span", states[state], class_=f"mark mark-{state}")
        rows.append(
            [
                item.reported,
                join(*commands) if commands else "–",
                result or "–",
                join(mark, el("small", item.why)),
            ]
        )
    return table(columns, rows, class_="news")


def news_items() -> tuple[NewsItem, ...]:
    """Return the reported items in the order of the page."""
    show = "tongqu region show qujiang"
    return (
        NewsItem(
            t("The second phase of the port opened on 3 December: 11 new berths of 500 t."),
            "answered",
            t("Opening dates are evaluated at the moment of loading."),
            cases=("first-answer", "before-opening"),
            result=phase_two_result,
        ),
        NewsItem(
            t(
                "First cargo: 600 t of calcium chloride by water over Ningbo-Zhoushan to the "
                "Gulf, 30 yuan a tonne less than rail, 18,000 yuan for the trip."
            ),
            "answered",
            t("One shipper, one voyage, against rail: not to be applied to other cargo."),
            cases=("first-answer",),
            result=saving_result,
        ),
        NewsItem(
            t("Beside the newspaper: the port of Longyou reported about 20 yuan a tonne saved."),
            "answered",
            t("Not calibrated: a mean over all its cargo, against a mix of road and rail."),
            cases=("longyou-check",),
            result=longyou_result,
        ),
        NewsItem(
            t("Water transport earns a low-carbon reward on top; no amount is printed."),
            "answered",
            t(
                "Rewards are part of the search; without an amount they are zero. Put one in the "
                "table of rewards."
            ),
            command=f"{show} --table rewards",
            result=reward_result,
        ),
        NewsItem(
            t("The company may move about half of its road and rail volume to water."),
            "planned",
            t("Needs yearly volumes; the study of shifted volume comes later."),
        ),
        NewsItem(
            t("Together the port area passes 6.5 Mt a year."),
            "planned",
            t("Read as design capacity. What the berths really take needs the simulator."),
        ),
        NewsItem(
            t("Industry needs much ore and pulp; road was dominant."),
            "answered",
            t("Lots are examples; nobody has published a matrix of flows."),
            cases=("ore-inbound", "pulp-inbound"),
            result=shortly("ore-inbound", "pulp-inbound"),
        ),
        NewsItem(
            t("Hinterland in Anhui, Jiangxi and Fujian by road-water and rail-water links."),
            "answered",
            t("Single lots today; market areas of the gateways come later."),
            cases=("shangrao", "huangshan", "nanping"),
            result=shortly("shangrao", "huangshan", "nanping"),
        ),
        NewsItem(
            t("Agreements with ports in Ningbo, Shanghai and Jiangsu."),
            "answered",
            t("Each partner port is a place of the region."),
            cases=("steel-shanghai", "coal-inbound"),
            result=shortly("steel-shanghai", "coal-inbound"),
        ),
        NewsItem(
            t(
                "An industrial park beside the port, and the M0 park with a maker of frequency "
                "converters that would use the port from 2025."
            ),
            "answered",
            t("The lot is invented; the park stands where the newspaper puts it."),
            cases=("drives-jeddah",),
            result=shortly("drives-jeddah"),
        ),
        NewsItem(
            t(
                "Four markets (coal, paper, steel, grain), a logistics centre and a pulp storage "
                "centre are planned or being built."
            ),
            "planned",
            t(
                "Stored as works without an opening date; they change nothing until a source "
                "names one."
            ),
            command=f"{show} --table works",
            result=works_result("market", "logistics", "pulp"),
        ),
        NewsItem(
            t("A customs-supervised site is being pushed, next to a planned bonded warehouse."),
            "planned",
            t("What shorter customs time is worth can be asked once there is a date."),
            command=f"{show} --table works",
            result=works_result("customs", "bonded"),
        ),
        NewsItem(
            t("Caihong park, 13 buildings, production expected on 1 February 2025."),
            "planned",
            t(
                "The date is stored as expected. The counts of buildings do not add up (13 "
                "against 9 and 3) and are kept as printed."
            ),
            command=f"{show} --table works",
            result=works_result("caihong"),
        ),
        NewsItem(
            t(
                "Three municipal roads are rebuilt for about 30 M yuan; on Xianyan road the "
                "carriageway opens by the end of December."
            ),
            "planned",
            t("Dates are stored; ranking works by their worth comes later."),
            command=f"{show} --table work_dates",
            result=works_result("xianyan", "daqiao", "meilin", "road"),
        ),
        NewsItem(
            t("A workshop in Dazhou sews reflective clothing for the United States and Britain."),
            "answered",
            t("One box, prices at the range of public rates."),
            cases=("garments-felixstowe", "garments-los-angeles"),
            result=shortly("garments-felixstowe", "garments-los-angeles"),
        ),
        NewsItem(
            t(
                "The year's investment plan, the purchase of two hydropower stations and other "
                "matters with deadlines at the end of the year."
            ),
            "planned",
            t("Belongs to a ledger of works and matters with dates and owners, which comes later."),
        ),
        NewsItem(
            t(
                "Service counters: by appointment, on behalf, outside office hours; the 18 most "
                "frequent matters with one document."
            ),
            "planned",
            t("Waiting at counters is a queue; the ledger and the queueing room come later."),
        ),
        NewsItem(
            t(
                "Written notices in food supervision, a ledger of disputes, look-back after "
                "inspections."
            ),
            "planned",
            t("Only their deadlines and hand-overs: part of the ledger, without persons."),
        ),
        NewsItem(
            t("Meetings, awards, archaeological sites."),
            "not-built",
            t("No cargo, no works and no service hours in them."),
        ),
    )
