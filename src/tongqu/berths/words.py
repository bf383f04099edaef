"""What a plan says in a sentence, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from os.path import commonprefix
from typing import TYPE_CHECKING, Any

from tongqu.berths.records import UNITS_PER_H, Assignment, said
from tongqu.text import translator

if TYPE_CHECKING:
    from tongqu.berths.result import BerthPlan
    from tongqu.model.region import Region


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a template for the catalogue; it is translated where it is used."""
    return message


SUMMARY = {
    "found": N_("{calls} calls at {terminal} from {start} to {end}: {objective} weighted hours"),
    "proved": N_("no plan on this grid of times is better (proved)"),
    "gap": N_("at most {gap} % above the best that is possible"),
    "saved": N_("{saved} hours ({share} %) less than first come, first served"),
    "none": N_("There is no plan for the {calls} calls at {terminal} from {start} to {end}"),
    "not_found": N_("No plan was found in time for the {calls} calls at {terminal}"),
    "stopped": N_("the search was ended early"),
}

CAUSES = {
    "waiting": N_("waiting"),
    "handling": N_("time at the berth"),
    "late": N_("lateness"),
    "not_preferred": N_("not the berth preferred"),
    "moved": N_("moved"),
}


def number(value: float | None) -> str:
    """Return a number without needless zeros.

    Examples
    --------
    >>> number(1200.50), number(3.0)
    ('1,200.5', '3')
    """
    return "" if value is None else f"{value:,.10g}"


def moment(when: datetime) -> str:
    """Return an instant as a reader at the quay writes it.

    Examples
    --------
    >>> moment(datetime(2026, 3, 2, 8))
    '2026-03-02 08:00'
    """
    return f"{when:%Y-%m-%d %H:%M}"


PLACE = N_("{quay} {from}–{to} m")


def place_name(region: Region, place: Assignment) -> tuple[str, str]:
    """Return what a place is called in English and in Chinese: its berth, or quay and metres."""
    if place.berth_id:
        row = region.row("berths", place.berth_id)
        return row.name or row.id, row.name_zh or row.name or row.id
    quay = region.row("quays", place.quay_id)
    words = said(
        PLACE,
        {
            "quay": quay.name, "quay_zh": quay.name_zh,
            "from": number(place.from_m), "to": number(place.to_m),
        },
    )  # fmt: skip
    return words["text"], words["text_zh"]


def summary(plan: BerthPlan, lang: str) -> str:
    """Return the plan in one sentence."""
    names = terminal_names(plan)
    first = None
    if plan.saved is not None and plan.objective is not None:
        first = {
            "saved": plan.saved / UNITS_PER_H,
            "objective": (plan.objective + plan.saved) / UNITS_PER_H,
        }
    return head_line(
        {
            "feasible": plan.is_feasible,
            "proved": plan.proved,
            "objective": plan.objective_h,
            "gap": plan.gap,
            "first_come": first,
            "calls": plan.calls,
            **names,
            "from": plan.start.isoformat(),
            "until": plan.until.isoformat(),
            "infeasible": plan.clash,
            "stopped": plan.stopped,
        },
        lang,
    )


def terminal_names(plan: BerthPlan) -> dict[str, str]:
    """Return what the terminals of a plan are called."""
    rows = [plan.region.row("terminals", row_id) for row_id in plan.terminal_ids]
    return {
        "terminal_name": joined_names([row.name for row in rows], ", ", " and "),
        "terminal_name_zh": joined_names([row.name_zh for row in rows], "、", "、"),
    }


def joined_names(names: Sequence[str], comma: str, last: str) -> str:
    """Return some names as one; what they begin with in common is said once.

    Examples
    --------
    >>> joined_names(["Port area, phase I", "Port area, phase II"], ", ", " and ")
    'Port area, phase I and phase II'
    >>> joined_names(["衢江港区一期", "衢江港区二期"], "、", "、")
    '衢江港区一期、二期'
    >>> joined_names(["Longyou", "Lanxi"], ", ", " and ")
    'Longyou and Lanxi'
    """
    common = commonprefix(list(names)) if len(names) > 1 else ""  # noqa: RUF071 - letters
    if comma == ", ":  # a name in English breaks between its parts
        common = common[: common.rfind(comma) + 2] if comma in common else ""
    elif len(common) <= 2:  # of a Chinese one, two letters may be chance
        common = ""
    rest = [name[len(common) :] for name in names]
    if not all(rest):
        common, rest = "", list(names)
    return common + last.join([comma.join(rest[:-1]), rest[-1]] if rest[1:] else rest)


def head_line(answer: Mapping[str, Any], lang: str) -> str:
    """Return what the dictionary of a plan says, in one sentence."""
    t = translator(lang)
    params = {
        "calls": number(len(answer["calls"])),
        "terminal": answer["terminal_name_zh" if lang == "zh" else "terminal_name"],
        "start": moment(datetime.fromisoformat(answer["from"])),
        "end": moment(datetime.fromisoformat(answer["until"])),
    }
    if not answer["feasible"]:
        return t(
            SUMMARY["none" if answer["infeasible"] or answer["proved"] else "not_found"], **params
        )
    parts = [t(SUMMARY["found"], objective=number(round(answer["objective"], 1)), **params)]
    if answer["proved"]:
        parts.append(t(SUMMARY["proved"]))
    elif answer["gap"] is not None:
        parts.append(t(SUMMARY["gap"], gap=number(round(100 * answer["gap"], 2))))
    first = answer["first_come"]
    if first is not None and first["saved"] > 0:
        share = 100 * first["saved"] / first["objective"]
        parts.append(
            t(SUMMARY["saved"], saved=number(round(first["saved"], 1)), share=number(round(share)))
        )
    if answer.get("stopped"):
        parts.append(t(SUMMARY["stopped"]))
    return ("；" if lang == "zh" else "; ").join(parts)
