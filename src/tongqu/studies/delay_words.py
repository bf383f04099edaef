"""The words of an answer on a late work, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.studies.delay_phrases import EFFECTS, NOT_ASKED, NOTES, STATES, STATUS, SUMMARY
from tongqu.text import translator

if TYPE_CHECKING:
    from tongqu.studies.delay_result import CostOfDelay, LaneDelay

__all__ = ["lane_words", "not_asked", "notes", "shipper", "summary"]

LANGUAGES = (("", "en"), ("_zh", "zh"))


def signed(value: float | None, digits: int) -> str:
    """Return a change with its sign.

    Examples
    --------
    >>> signed(3.456, 2), signed(-0.001, 2), signed(None, 1)
    ('+3.46', '0', '')
    """
    if value is None:
        return ""
    rounded = round(value, digits)
    return f"{rounded:+,.10g}" if rounded else "0"


def shipper(result: CostOfDelay, lane: LaneDelay, suffix: str) -> str:
    """Return who ships: the flows' shippers, or the place where the cargo lies."""
    names = [str(getattr(flow, f"shipper{suffix}") or flow.shipper) for flow in lane.flows]
    place = result.region.row("places", lane.lane.origin)
    return ", ".join(dict.fromkeys(filter(None, names))) or str(getattr(place, f"name{suffix}"))


def lane_words(result: CostOfDelay, lane: LaneDelay) -> dict[str, str]:
    """Return what happens to a lane, in both languages."""
    region = result.region
    template = EFFECTS[lane.reason or lane.effect]
    words = {}
    for suffix, lang in LANGUAGES:
        name = f"name{suffix}"
        cost = lane.cost_per_t
        loses = lane.effect == "loses"
        words[f"text{suffix}"] = translator(lang)(
            template,
            who=shipper(result, lane, suffix),
            commodity=getattr(region.row("commodities", lane.lane.commodity), name),
            origin=getattr(region.row("places", lane.lane.origin), name),
            goal=getattr(region.row("places", lane.lane.goal), name),
            cost=f"{cost or 0:,.2f}" if loses else signed(cost, 2),
            currency=region.info.currency,
            hours=signed(lane.duration_h, 1),
            co2e=signed(lane.co2e_kg_per_t, 2),
            days=lane.days_without_way,
        )
    return words


def _facts(result: CostOfDelay, suffix: str) -> dict[str, Any]:
    opening = result.opening
    t = translator("zh" if suffix else "en")
    return {
        "work": getattr(result.work, f"name{suffix}"),
        "months": result.months,
        "until": str(result.until or ""),
        "opens": str(opening.on_date) if opening else "",
        "known": str(opening.known_on) if opening else "",
        "status": t(STATUS[opening.status]) if opening else "",
        "currency": result.region.info.currency,
        "lanes": len(result.lanes),
        "losers": len(result.losers),
        "days": result.patience_days,
    }


def summary(result: CostOfDelay, lang: str) -> str:
    """Return the answer in a sentence or two."""
    t = translator(lang)
    facts = _facts(result, "_zh" if t.lang == "zh" else "")
    if not result.is_answered:
        return t(STATES[result.status], **facts)
    text = t(SUMMARY["answered" if result.losers else "nobody"], **facts)
    sums = [lane for lane in result.lanes if lane.cost_over_delay is not None]
    if result.losers and sums:
        text += t(
            SUMMARY["total"],
            cost=f"{sum(lane.cost_over_delay or 0 for lane in sums):,.0f}",
            tonnes=f"{sum(lane.tonnes_over_delay or 0 for lane in sums):,.0f}",
            co2e=signed(sum(lane.co2e_t_over_delay or 0 for lane in sums), 0),
            currency=facts["currency"],
        )
        if any(lane.fictional for lane in sums):
            text += t(SUMMARY["invented"])
    return text


def _note(which: str, params: dict[str, dict[str, Any]]) -> dict[str, Any]:
    words = {
        f"text{suffix}": translator(lang)(NOTES[which], **params[suffix])
        for suffix, lang in LANGUAGES
    }
    return {"code": which, "params": params[""], **words}


def notes(result: CostOfDelay) -> list[dict[str, Any]]:
    """Return what a reader must know, in both languages."""
    if not result.is_answered or result.opening is None:
        words = {
            f"text{suffix}": translator(lang)(STATES[result.status], **_facts(result, suffix))
            for suffix, lang in LANGUAGES
        }
        return [{"code": result.status, "params": {"work": result.work.name}, **words}]
    days = {lot.day.on for lane in result.lanes for lot in lane.lots}
    counts = {
        "already_open" if result.opening.status == "actual" else "not_firm": 1,
        "known_delay": 1,
        "grid": len(days),
        "impatient": sum(not lot.patient for lane in result.lanes for lot in lane.lots),
        "every_lane_alone": 1,
        "invented": sum(lane.fictional for lane in result.lanes),
        "per_lot": sum(lane.tonnes_per_year is None for lane in result.lanes),
        "not_exact": sum(not all(lot.exact for lot in lane.lots) for lane in result.lanes),
    }
    keep = {
        "already_open": ("work", "opens"),
        "not_firm": ("opens", "status", "known"),
        "grid": ("opens", "until"),
        "known_delay": ("days",),
        "impatient": ("days",),
    }
    found = []
    for code, count in counts.items():
        if count:
            params = {
                suffix: {"count": count}
                | {k: _facts(result, suffix)[k] for k in keep.get(code, ())}
                for suffix, _ in LANGUAGES
            }
            found.append(_note(code, params))
    return found + _calibrated(result)


def _calibrated(result: CostOfDelay) -> list[dict[str, Any]]:
    """Return a note for each assumption in use that was set to reproduce a reported figure."""
    used = {
        assumption
        for lane in result.lanes
        for lot in lane.lots
        for chain in (lot.before, lot.after)
        if chain is not None
        for assumption in chain.assumptions
    }
    return [
        _note(
            "calibrated",
            {suffix: {"name": getattr(row, f"name{suffix}")} for suffix, _ in LANGUAGES},
        )
        for row in result.region.assumptions
        if row.id in used and row.calibrated_on
    ]


def not_asked() -> list[dict[str, str]]:
    """Return the questions that this answer leaves out."""
    return [
        {
            "code": code,
            **{f"text{suffix}": translator(lang)(text) for suffix, lang in LANGUAGES},
        }
        for code, text in NOT_ASKED.items()
    ]
