"""Results beside what the newspaper reports: from the region and the answers of the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.report.headline import glue, per_tonne
from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.numbers import co2e, day, money, money_range
from tongqu.report.words import modes_words, status_word, t

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tongqu.model import Region
    from tongqu.report.demo_cases import DemoRun

    Result = Callable[[Region, Mapping[str, DemoRun]], Child]

__all__ = [
    "longyou_result",
    "phase_two_result",
    "reward_result",
    "saving_result",
    "shortly",
    "works_result",
]


def shortly(*keys: str) -> Result:
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


def saving_result(region: Region, runs: Mapping[str, DemoRun]) -> Child:
    """Return what the first answer saves against rail."""
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


def reward_result(region: Region, runs: Mapping[str, DemoRun]) -> Child:
    """Return the reward within the first answer."""
    del region
    run = runs.get("first-answer")
    if run is None or not run.answer["options"]:
        return ""
    amount = money(run.answer["options"][0]["reward"], run.answer["currency"])
    return t("{amount} of reward in the first answer", amount=amount)


def longyou_result(region: Region, runs: Mapping[str, DemoRun]) -> Child:
    """Return what the same rates say for Longyou."""
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


def phase_two_result(region: Region, runs: Mapping[str, DemoRun]) -> Child:
    """Return on which of the two days phase II is used."""
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


def works_result(*names: str) -> Result:
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
