"""The schematic map of a day as it is at one instant; the page's script moves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.chart_points import nice_ticks
from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.labels import text_width
from tongqu.report.numbers import plain
from tongqu.report.sim_day_data import GRAIN, Shown
from tongqu.report.sim_day_plan import CHAMBER_H, LEFT, RIGHT, WIDTH, Card, Gauge, Plan
from tongqu.report.words import t
from tongqu.sim.day_units import HELD_UP, WAITS_AT_LOCK, WAITS_FOR_BERTH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tongqu.report.sim_day_plan import Quay
    from tongqu.sim.day import Day

__all__ = ["BOAT", "day_picture", "waiting_through", "worst_hour"]

BOAT = "M-5.5-2.8H2L5.8 0L2 2.8H-5.5Z"
CURVE_H = 84.0
PLOT_LEFT, PLOT_RIGHT = 44.0, RIGHT
STEPS_AN_HOUR = 12


def waiting_through(data: Mapping[str, Any]) -> dict[str, list[int]]:
    """Return every five minutes how many vessels wait: before locks, for a berth, at a berth."""
    kinds = {WAITS_AT_LOCK: "lock", WAITS_FOR_BERTH: "berth", HELD_UP: "held_up"}
    count = round(data["hours"] * STEPS_AN_HOUR) + 1
    found = {name: [0] * count for name in kinds.values()}
    for chain in data["vessels"]:
        for k in range(0, len(chain), 5):
            name = kinds.get(chain[k] % 8)
            if name is None:
                continue
            first = max(0, -(-chain[k + 1] * STEPS_AN_HOUR // GRAIN))
            after = min(count, -(-chain[k + 2] * STEPS_AN_HOUR // GRAIN))
            for tick in range(first, after):
                found[name][tick] += 1
    return found


def worst_hour(data: Mapping[str, Any]) -> float:
    """Return the hour from the begin at which most vessels wait."""
    through = waiting_through(data).values()
    total = [sum(counts) for counts in zip(*through, strict=True)]
    return total.index(max(total)) / STEPS_AN_HOUR


def day_picture(
    day: Day, plan: Plan, data: Mapping[str, Any], shown: Shown, hour: float,
    names: Mapping[str, Both], *, by_clock: bool,
) -> Html:  # fmt: skip
    """Return the map at an hour, and below it who waits through the day.

    Parameters
    ----------
    day, plan, data
        The day, its map, and what the script knows of both.
    shown
        What the map shows at that hour.
    hour
        From the begin of the day.
    names
        By id.
    by_clock
        Whether hours are those of a clock.
    """
    parts = [
        *_river(day, plan, names, shown),
        *(_card(day, card, names, data, shown) for card in plan.cards),
        _marks(shown),
    ]
    top = plan.bottom + 30.0
    parts.append(_curves(data, top, hour, by_clock=by_clock))
    height = top + CURVE_H + 44.0
    label = t("Schematic map of the day: river, locks, terminals and vessels")
    return el("svg", parts, viewBox=f"0 0 {WIDTH:g} {height:g}", role="img", aria_label=label,
              id="day-map")  # fmt: skip


def _figure(key: str, shown: Shown, x: float, y: float, name: str) -> Html:
    """Return a figure that the script keeps up to date."""
    return el("text", shown.figures[key], x=round(x, 1), y=round(y, 1), class_=name, data_f=key)


def _fit(text: Both, size: float, room: float) -> Both:
    """Return a name cut where there is no more room."""

    def cut(word: str) -> str:
        if text_width(word, size) <= room:
            return word
        while word and text_width(word + "…", size) > room:
            word = word[:-1]
        return word.rstrip(" ,，") + "…"

    return Both(cut(text.en), cut(text.zh))


def _text(text: Child, x: float, y: float, name: str) -> Html:
    return el("text", text, span="tspan", x=round(x, 1), y=round(y, 1), class_=name)


# --- the river ------------------------------------------------------------------------------------


def _river(day: Day, plan: Plan, names: Mapping[str, Both], shown: Shown) -> list[Html]:
    y = plan.river_y
    parts = [el("line", x1=LEFT, x2=RIGHT, y1=y, y2=y, class_="day-river")]
    parts += [
        el("polyline", points=" ".join(f"{px:.1f},{py:.1f}" for px, py in way), class_="day-branch")
        for way in plan.paths
        if len(way) > 1
    ]
    if plan.locks:
        parts.append(_text(t("upstream"), LEFT, y - 16, "tick"))
        parts.append(_text(t("downstream"), RIGHT, y + 25, "tick end"))
    rooms = [place.x for place in plan.locks]
    for k, place in enumerate(plan.locks):
        lock = day.scenario.locks[place.lock]
        near = min(
            abs(place.x - x) for j, x in enumerate([-200.0, *rooms, WIDTH + 200]) if j != k + 1
        )
        name = _fit(names.get(lock.id, both(lock.id)), 12.5, 2 * near - 12)
        parts.append(_text(name, place.x, 14.0 + 16.0 * (k % 2), "day-name mid"))
        head, foot = place.chambers[0][1].y - 7.0, place.chambers[-1][1].y + CHAMBER_H + 12.0
        parts.append(_figure(f"lock-{place.lock}-0", shown, place.x, head, "day-count mid"))
        parts.append(_figure(f"lock-{place.lock}-1", shown, place.x, foot, "day-count mid"))
        for chamber, box in place.chambers:
            parts.append(_chamber(chamber, box, shown))
    return parts


def _chamber(chamber: int, box: Any, shown: Shown) -> Html:
    """Return a chamber from the side: how high its water stands, and how many are in it."""
    tall = 3.0 + (box.h - 3.0) * shown.levels[chamber]
    return el(
        "g",
        el("rect", x=box.x, y=box.y, width=box.w, height=box.h, class_="day-chamber"),
        el("rect", x=box.x, y=round(box.y + box.h - tall, 2), width=box.w, height=round(tall, 2),
           class_="day-water", data_l=str(chamber), data_y=box.y, data_h=box.h),
        el("rect", x=box.x, y=box.y, width=box.w, height=box.h, class_="day-walls"),
        _figure(f"chamber-{chamber}", shown, box.x + box.w / 2, box.y + box.h / 2 + 4.5,
                "day-inside mid"),
    )  # fmt: skip


def _marks(shown: Shown) -> Html:
    return el(
        "g",
        [
            el("path", d=BOAT, class_=f"day-v{mark.look}", data_v=str(number),
               transform=f"translate({mark.x:.1f} {mark.y:.1f}) scale({mark.facing} 1)")
            for number, mark in sorted(shown.marks.items())
        ],
        id="day-marks",
    )  # fmt: skip


# --- terminals ------------------------------------------------------------------------------------


def _card(
    day: Day, card: Card, names: Mapping[str, Both], data: Mapping[str, Any], shown: Shown
) -> Html:
    box = card.box
    parts: list[Html] = [
        el("rect", x=box.x, y=box.y, width=box.w, height=box.h, rx=7, class_="day-card")
    ]
    for quay in card.quays:
        parts += _quay(day, quay, box.x, box.w, names, shown)
    if not card.quays:
        gate = card.gates[0][0] if card.gates else None
        title = both("–") if gate is None else _called(day, gate, names)
        parts.append(_text(_fit(title, 13.5, box.w - 20), box.x + 12, box.y + 19, "day-title"))
    for station, y in card.cranes:
        servers = sum(group.servers for group in day.scenario.stations[station].groups)
        said = t("of {count} cranes at work, mean of the hour", count=plain(servers))
        parts += _line(f"crane-{station}", said, box.x, y, box.w, shown)
    for station, y in card.gates:
        name = _called(day, station, names)
        parts += _line(
            f"gate-{station}", t("wait before {name}", name=name), box.x, y, box.w, shown
        )
    if card.inside_y is not None:
        said = t("trucks and trains in the terminal")
        parts += _line(f"inside-{card.number}", said, box.x, card.inside_y, box.w, shown)
    if card.gauges:
        head = card.gauges[0].y - 16
        parts.append(_text(t("What lies in the stores, t"), box.x + 12, head, "day-said"))
    for gauge in card.gauges:
        parts += _gauge(day, gauge, names, data, shown)
    if card.unseen:
        said = t("{count} smaller stores are not drawn", count=plain(card.unseen))
        parts.append(_text(said, box.x + 12, box.y + box.h - 8, "tick"))
    return el("g", parts)


def _called(day: Day, station: int, names: Mapping[str, Both]) -> Both:
    name = day.scenario.stations[station].id
    return names.get(name, both(name))


def _line(key: str, said: Both, x: float, y: float, w: float, shown: Shown) -> list[Html]:
    """Return a figure and what it is."""
    return [_figure(key, shown, x + 44, y, "day-count end"),
            _text(_fit(said, 12.5, w - 60), x + 50, y, "day-said")]  # fmt: skip


def _quay(
    day: Day, quay: Quay, x: float, w: float, names: Mapping[str, Both], shown: Shown
) -> list[Html]:
    title = _fit(_called(day, quay.station, names), 13.5, w - 24)
    parts = [_text(title, x + 12, quay.y - 7, "day-title")]
    parts += _line(f"quay-{quay.station}", t("wait for a berth"), x, quay.y + 11, w, shown)
    said = t("of {count} berths taken", count=plain(quay.servers))
    parts += _line(f"berths-{quay.station}", said, x, quay.y + 52, w, shown)
    for k, slot in enumerate(quay.slots):
        state = ""
        if (quay.station, k) in shown.taken:
            state = " taken"
        if (quay.station, k) in shown.held_up:
            state = " held"
        parts.append(el("rect", x=round(slot.x, 1), y=round(slot.y, 1), width=slot.w,
                        height=slot.h, rx=3, class_=f"day-berth{state}",
                        data_b=f"{quay.station}-{k}"))  # fmt: skip
    return parts


def _gauge(
    day: Day, gauge: Gauge, names: Mapping[str, Both], data: Mapping[str, Any], shown: Shown
) -> list[Html]:
    """Return the bar of a store: content over room, tonnes beside it."""
    store = day.scenario.stores[gauge.store]
    key = f"store-{gauge.store}"
    cargo = names.get(store.cargo) if store.cargo else None
    name = names.get(store.id, both(store.id)) if cargo is None else _with_way(day, store.id, cargo)
    said, bar, room = gauge.w * 0.5, gauge.w * 0.24, data["rooms"][key]
    content = float(shown.figures[key].replace(",", ""))
    share = min(1.0, content / room) if room else 0.0
    full = " full" if share >= 0.95 else ""
    x = round(gauge.x + said + 4, 1)
    return [
        _text(_fit(name, 12, said), gauge.x, gauge.y + 4, "day-store"),
        el("rect", x=x, y=gauge.y - 5, width=round(bar, 1), height=10, class_="day-room"),
        el("rect", x=x, y=gauge.y - 5, width=round(bar * share, 1), height=10,
           class_=f"day-fill{full}", data_g=key, data_w=round(bar, 1)),
        _figure(key, shown, gauge.x + gauge.w - 12, gauge.y + 4, "tick end"),
    ]  # fmt: skip


def _with_way(day: Day, store: str, cargo: Both) -> Both:
    """Return a cargo with what vessels do with it at a store."""
    from tongqu.sim.checks import works_of

    sides = {
        work.side
        for source, way in zip(day.scenario.sources, day.chart.ways, strict=True)
        if way is not None
        for work in works_of(source.route)
        if work.store == store
    }
    if sides == {"discharge"}:
        return t("{cargo} in", cargo=cargo)
    return t("{cargo} out", cargo=cargo) if sides == {"load"} else cargo


# --- through the day ------------------------------------------------------------------------------


def _curves(data: Mapping[str, Any], top: float, hour: float, *, by_clock: bool) -> Html:
    """Return who waits through the day, with a line at the hour that is shown."""
    through = waiting_through(data)
    curves = [
        (through["lock"], "day-curve-lock", t("before locks")),
        (through["berth"], "day-curve-berth", t("for a berth")),
        (through["held_up"], "day-curve-held", t("at a berth, held up")),
    ]
    most = max(max(counts) for counts, _, _ in curves)
    ticks = [tick for tick in nice_ticks(0.0, max(4.0, float(most)), 3) if tick >= 0]
    foot = top + CURVE_H

    hours = float(data["hours"])

    def x(at: float) -> float:
        return PLOT_LEFT + at / hours * (PLOT_RIGHT - PLOT_LEFT)

    def y(value: float) -> float:
        return foot - value / ticks[-1] * (CURVE_H - 6)

    parts: list[Html] = [_legend(curves, top - 12)]
    for tick in ticks:
        parts.append(el("line", x1=PLOT_LEFT, x2=PLOT_RIGHT, y1=y(tick), y2=y(tick), class_="grid"))
        parts.append(_text(plain(tick), PLOT_LEFT - 7, y(tick) + 4, "tick end"))
    every = next(step for step in (0.25, 0.5, 1, 3) if hours / step <= 8)
    for k in range(round(hours / every) + 1):
        at = k * every
        word = f"{int(at):02d}:{round(at % 1 * 60):02d}" if by_clock else f"{at:g} h"
        edge = "end" if at == hours else "mid"
        parts.append(el("line", x1=x(at), x2=x(at), y1=top, y2=foot, class_="grid"))
        parts.append(_text(word, x(at), foot + 17, f"tick {edge}"))
    for counts, name, _ in curves:
        parts.append(el("path", d=_stairs(counts, x, y), class_=f"day-curve {name}"))
    now = round(x(hour), 1)
    parts.append(
        el("line", x1=now, x2=now, y1=top - 4, y2=foot, class_="day-now", id="day-now",
           data_x0=PLOT_LEFT, data_x1=PLOT_RIGHT)
    )  # fmt: skip
    return el("g", parts)


def _legend(curves: Sequence[tuple[list[int], str, Both]], y: float) -> Html:
    parts = [_text(t("Vessels that wait"), LEFT, y, "day-title")]
    for k, (_, name, said) in enumerate(curves):
        x = LEFT + 190 + 190.0 * k
        parts.append(el("line", x1=x, x2=x + 30, y1=y - 4, y2=y - 4, class_=f"day-curve {name}"))
        parts.append(_text(said, x + 36, y, "day-said"))
    return join(parts)


def _stairs(counts: list[int], x: Any, y: Any) -> str:
    """Return a line that is level between changes."""
    parts = [f"M{x(0.0):.1f} {y(counts[0]):.1f}"]
    for k in range(1, len(counts)):
        if counts[k] != counts[k - 1]:
            parts.append(f"H{x(k / STEPS_AN_HOUR):.1f}V{y(counts[k]):.1f}")
    parts.append(f"H{x((len(counts) - 1) / STEPS_AN_HOUR):.1f}")
    return "".join(parts)
