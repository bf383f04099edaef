"""The answer in one sentence, and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both
from tongqu.report.numbers import co2e, day, duration, moment, money, money_range, percent, tonnes
from tongqu.report.words import modes_words, name_of, short, t

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["certainty", "glue", "headline", "lot", "per_tonne", "saving", "via"]


def glue(*parts: Both | None, en: str = " ", zh: str = "") -> Both:
    """Return parts in a row, with what stands between them in each language."""
    kept = [part for part in parts if part is not None]
    return Both(en.join(part.en for part in kept), zh.join(part.zh for part in kept))


def lot(question: Mapping[str, Any]) -> Both:
    """Return how much of what is asked about."""
    goods = name_of(question, "commodity_name")
    return t("{tonnes} of {goods}", tonnes=tonnes(question["tonnes"]), goods=lowered(goods))


def lowered(name: Both) -> Both:
    """Return a common noun as it stands inside a sentence."""
    return Both(name.en[:1].lower() + name.en[1:], name.zh)


def per_tonne(amount: float, currency: str) -> Both:
    """Return money per tonne of cargo."""
    return money(round(amount, 2), currency, Both("t", "吨"))


def via(option: Mapping[str, Any]) -> Both:
    """Return where a chain changes vehicle."""
    stops = (short(name_of(leg, "to_name")) for leg in option["legs"][:-1])
    return glue(*stops, en=" → ", zh=" → ")


def headline(answer: Mapping[str, Any]) -> Both:
    """Return the answer in one sentence.

    Says which way, cost, time, CO2e and what is saved; or that there is no feasible way.
    """
    question = answer["question"]
    ends = {
        "lot": lot(question),
        "origin": short(name_of(question, "from_name")),
        "goal": short(name_of(question, "to_name")),
    }
    if not answer["options"]:
        ready = moment(question["ready"])
        if question["deadline"]:
            return t(
                "No feasible way was found for {lot} from {origin} to {goal}, ready {ready}, "
                "to arrive by {deadline}.",
                **ends,
                ready=ready,
                deadline=moment(question["deadline"]),
            )
        return t(
            "No feasible way was found for {lot} from {origin} to {goal}, ready {ready}.",
            **ends,
            ready=ready,
        )
    first = answer["options"][0]
    parts = {
        **ends,
        "modes": modes_words(first["modes"]),
        "cost": money(first["cost"], answer["currency"]),
        "per_t": per_tonne(first["cost_per_t"], answer["currency"]),
        "time": duration(first["duration_h"]),
        "arrive": day(first["arrive"]),
        "co2e": co2e(first["co2e_kg"]),
        "saved": saved_words(first["savings"], answer["currency"]),
    }
    if len(first["legs"]) < 2:
        return t(
            "Cheapest way for {lot} from {origin} to {goal}: by {modes}, for {cost} ({per_t}), "
            "{time} door to door, there on {arrive}, {co2e}{saved}.",
            **parts,
        )
    return t(
        "Cheapest way for {lot} from {origin} to {goal}: by {modes} over {via}, for {cost} "
        "({per_t}), {time} door to door, there on {arrive}, {co2e}{saved}.",
        **parts,
        via=via(first),
    )


def saved_words(savings: Mapping[str, Any], currency: str) -> Both:
    """Return what is saved against rail and road, as the end of a sentence."""
    parts = []
    for mode in ("rail", "road"):
        amount = savings[f"against_{mode}"]
        if amount is None or abs(amount) < 0.005:
            continue
        each = per_tonne(abs(savings[f"against_{mode}_per_t"]), currency)
        total = money(abs(amount), currency)
        if mode == "rail":
            told = (
                t("{total} ({each}) less than the best rail chain", total=total, each=each)
                if amount > 0
                else t("{total} ({each}) more than the best rail chain", total=total, each=each)
            )
        else:
            told = (
                t("{total} ({each}) less than the best road chain", total=total, each=each)
                if amount > 0
                else t("{total} ({each}) more than the best road chain", total=total, each=each)
            )
        parts.append(told)
    if not parts:
        return Both("", "")
    return glue(Both("; ", "；"), glue(*parts, en=" and ", zh="，"), en="")


def saving(savings: Mapping[str, Any], mode: str, currency: str) -> list[Both] | None:
    """Return a saving in total, per tonne and as a range; None without a baseline."""
    amount = savings.get(f"against_{mode}")
    if amount is None:
        return None
    low, high = savings[f"against_{mode}_low"], savings[f"against_{mode}_high"]
    told = [
        money(amount, currency),
        per_tonne(savings[f"against_{mode}_per_t"], currency),
    ]
    if low is not None and high is not None:
        told.append(money_range(low, high, currency))
    return told


def certainty(answer: Mapping[str, Any]) -> Both | None:
    """Return how sure the answer is: share assumed, range, and what moves it most."""
    if not answer["options"]:
        return None
    first = answer["options"][0]
    share = percent(first["assumed_cost_share"] or 0.0)
    span = money_range(first["cost_low"], first["cost_high"], answer["currency"])
    mover = first.get("moves_most")
    parts = [
        t(
            "How sure: {share} of this cost rests on assumed rates; with their low and high "
            "values the cost lies between {span}.",
            share=share,
            span=span,
        )
    ]
    savings = first["savings"]
    if savings["against_rail"] is not None and savings["against_rail_low"] is not None:
        parts.append(
            t(
                "The saving against rail then lies between {span}.",
                span=money_range(
                    savings["against_rail_low"], savings["against_rail_high"], answer["currency"]
                ),
            )
        )
    if mover:
        parts.append(t("Most depends on: {name}.", name=name_of(mover)))
    if not answer["exact"]:
        parts.append(
            t(
                "The search was cut short ({count} partial ways dropped): a better way may exist.",
                count=answer["labels_dropped"],
            )
        )
    else:
        parts.append(t("The search was exact within the stated waiting horizon."))
    return glue(*parts)
