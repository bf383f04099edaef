"""What the newspaper reports, item by item: command, result, or why there is none yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongqu.report.headline import glue, per_tonne
from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.numbers import co2e, day, money, money_range
from tongqu.report.tables import Column, command_text, table
from tongqu.report.words import modes_words, status_word, t

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


def _short(*keys: str) -> Result:
    """Return a result that tells the cheapest way of some cases."""

    def told(region: Region, runs: Mapping[str, DemoRun]) -> Child:
        del region
        lines: list[Html] = []
        for key in keys:
            run = runs.get(key)
            if run is None:
                continue
            if not run.answer["options"]:
                lines.append(el("p", run.case.goal, ": ", t("no feasible way")))
                continue
            first = run.answer["options"][0]
            currency = run.answer["currency"]
            words = glue(
                modes_words(first["modes"]),
                per_tonne(first["cost_per_t"], currency),
                co2e(first["co2e_kg"]),
                en=", ",
                zh="，",
            )
            ends = f"{run.case.origin} → {run.case.goal}: "
            lines.append(el("p", el("code", ends), words))
        return join(*lines)

    return told


def _saving(region: Region, runs: Mapping[str, DemoRun]) -> Child:
    del region
    run = runs.get("first-answer")
    if run is None or not run.answer["options"]:
        return ""
    savings, currency = run.answer["savings"], run.answer["currency"]
    if savings["against_rail"] is None:
        return t("no rail chain to compare with")
    return t(
        "{each} against rail, {total} for the lot, range {span}; the water rate is calibrated "
        "to the reported figure, so this one is no test",
        each=per_tonne(savings["against_rail_per_t"], currency),
        total=money(savings["against_rail"], currency),
        span=money_range(savings["against_rail_low"], savings["against_rail_high"], currency),
    )


def _reward(region: Region, runs: Mapping[str, DemoRun]) -> Child:
    del region
    run = runs.get("first-answer")
    if run is None or not run.answer["options"]:
        return ""
    amount = money(run.answer["options"][0]["reward"], run.answer["currency"])
    return t("{amount} of reward in the first answer", amount=amount)


def _longyou(region: Region, runs: Mapping[str, DemoRun]) -> Child:
    del region
    run = runs.get("longyou-check")
    if run is None or not run.answer["options"]:
        return ""
    savings, currency = run.answer["savings"], run.answer["currency"]
    parts = []
    if savings["against_rail_per_t"] is not None:
        each = per_tonne(savings["against_rail_per_t"], currency)
        parts.append(t("{each} against rail", each=each))
    if savings["against_road_per_t"] is not None:
        each = per_tonne(savings["against_road_per_t"], currency)
        parts.append(t("{each} against road", each=each))
    return glue(*parts, en="; ", zh="；")


def _phase_two(region: Region, runs: Mapping[str, DemoRun]) -> Child:
    del region
    lines: list[Html] = []
    for key in ("first-answer", "before-opening"):
        run = runs.get(key)
        if run is None or not run.answer["options"]:
            continue
        used = any(
            "qujiang-port-2" in (leg["from"], leg["to"])
            for option in run.answer["options"]
            for leg in option["legs"]
        )
        told = t("phase II is used") if used else t("phase II is not used")
        lines.append(el("p", day(run.case.ready), ": ", told))
    return join(*lines)


def _works(*names: str) -> Result:
    """Return a result that tells the newest known date of works whose id holds a word."""

    def told(region: Region, runs: Mapping[str, DemoRun]) -> Child:
        del runs
        lines: list[Html] = []
        without: list[Both] = []
        for work in region.works:
            if not any(name in work.id for name in names):
                continue
            dates = [
                d for d in region.work_dates if d.work_id == work.id and d.milestone != "start"
            ]
            title = both(work.name, work.name_zh)
            if not dates:
                without.append(title)
                continue
            newest = max(dates, key=lambda d: (d.known_on, d.status == "actual"))
            lines.append(el("p", title, ": ", status_word(newest.status), " ", day(newest.on_date)))
        if without:
            listed = glue(*without, en="; ", zh="；")
            lines.append(el("p", t("no date, so never in force: {names}", names=listed)))
        return join(*lines)

    return told


def news_items() -> tuple[NewsItem, ...]:
    """Return the reported items in the order of the page."""
    show = "tongqu region show qujiang"
    return (
        NewsItem(
            t("The second phase of the port opened on 3 December: 11 new berths of 500 t."),
            "answered",
            t("Opening dates are evaluated at the moment of loading."),
            cases=("first-answer", "before-opening"),
            result=_phase_two,
        ),
        NewsItem(
            t(
                "First cargo: 600 t of calcium chloride by water over Ningbo-Zhoushan to the "
                "Gulf, 30 yuan a tonne less than rail, 18,000 yuan for the trip."
            ),
            "answered",
            t("One shipper, one voyage, against rail: not to be applied to other cargo."),
            cases=("first-answer",),
            result=_saving,
        ),
        NewsItem(
            t("Beside the newspaper: the port of Longyou reported about 20 yuan a tonne saved."),
            "answered",
            t("Not calibrated: a mean over all its cargo, against a mix of road and rail."),
            cases=("longyou-check",),
            result=_longyou,
        ),
        NewsItem(
            t("Water transport earns a low-carbon reward on top; no amount is printed."),
            "answered",
            t(
                "Rewards are part of the search; without an amount they are zero. Put one in the "
                "table of rewards."
            ),
            command=f"{show} --table rewards",
            result=_reward,
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
            result=_short("ore-inbound", "pulp-inbound"),
        ),
        NewsItem(
            t("Hinterland in Anhui, Jiangxi and Fujian by road-water and rail-water links."),
            "answered",
            t("Single lots today; market areas of the gateways come later."),
            cases=("shangrao", "huangshan", "nanping"),
            result=_short("shangrao", "huangshan", "nanping"),
        ),
        NewsItem(
            t("Agreements with ports in Ningbo, Shanghai and Jiangsu."),
            "answered",
            t("Each partner port is a place of the region."),
            cases=("steel-shanghai", "coal-inbound"),
            result=_short("steel-shanghai", "coal-inbound"),
        ),
        NewsItem(
            t(
                "An industrial park beside the port, and the M0 park with a maker of frequency "
                "converters that would use the port from 2025."
            ),
            "answered",
            t("The lot is invented; the park stands where the newspaper puts it."),
            cases=("drives-jeddah",),
            result=_short("drives-jeddah"),
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
            result=_works("market", "logistics", "pulp"),
        ),
        NewsItem(
            t("A customs-supervised site is being pushed, next to a planned bonded warehouse."),
            "planned",
            t("What shorter customs time is worth can be asked once there is a date."),
            command=f"{show} --table works",
            result=_works("customs", "bonded"),
        ),
        NewsItem(
            t("Caihong park, 13 buildings, production expected on 1 February 2025."),
            "planned",
            t(
                "The date is stored as expected. The counts of buildings do not add up (13 "
                "against 9 and 3) and are kept as printed."
            ),
            command=f"{show} --table works",
            result=_works("caihong"),
        ),
        NewsItem(
            t(
                "Three municipal roads are rebuilt for about 30 M yuan; on Xianyan road the "
                "carriageway opens by the end of December."
            ),
            "planned",
            t("Dates are stored; ranking works by their worth comes later."),
            command=f"{show} --table work_dates",
            result=_works("xianyan", "daqiao", "meilin", "road"),
        ),
        NewsItem(
            t("A workshop in Dazhou sews reflective clothing for the United States and Britain."),
            "answered",
            t("One box, prices at the range of public rates."),
            cases=("garments-felixstowe", "garments-los-angeles"),
            result=_short("garments-felixstowe", "garments-los-angeles"),
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
