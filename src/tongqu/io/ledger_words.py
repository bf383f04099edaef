"""How tables of the ledger read its JSON views: names, days in its zone, lights in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tongqu.io.ledger_sheets import LIGHT_SIGNS
from tongqu.text import language as language_of
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ViewWords"]

ONLY_DAY = len("2024-12-09")


class ViewWords:
    """Reads views in one language.

    Parameters
    ----------
    view
        A view; its calendar names the zone.
    language
        ``en`` or ``zh``.
    """

    def __init__(self, view: Mapping[str, Any], language: str) -> None:
        self.language = language_of(language)
        self.t = translator(self.language)
        calendar = view.get("calendar") or {}
        name = view.get("zone") or calendar.get("zone") or calendar.get("time_zone")
        try:
            self.zone = ZoneInfo(str(name or "Asia/Shanghai"))
        except (ZoneInfoNotFoundError, ValueError):
            self.zone = ZoneInfo("UTC")

    def said(self, of: Mapping[str, Any] | None, key: str) -> str:
        """Return a text in the reader's language, or in the other one."""
        chinese, english = (of or {}).get(f"{key}_zh") or "", (of or {}).get(key) or ""
        return str((chinese or english) if self.language == "zh" else (english or chinese))

    def named(self, of: Mapping[str, Any], key: str) -> str:
        """Return the name beside an id, or the id."""
        return self.said(of, f"{key}_name") or str(of.get(key) or "")

    def day(self, value: object) -> date | None:
        """Return the day of an instant on the wall, or a day; None where there is none."""
        when = self.when(value)
        return when.date() if isinstance(when, datetime) else when

    def when(self, value: object) -> datetime | date | None:
        """Return an instant as the clock on the wall shows it, or a day."""
        if not value:
            return None
        text = str(value)
        if len(text) <= ONLY_DAY:
            return date.fromisoformat(text)
        at = datetime.fromisoformat(text)
        return at.astimezone(self.zone).replace(tzinfo=None) if at.tzinfo else at

    def due(self, value: object) -> datetime | date | None:
        """Return a deadline; one at midnight is the end of the day before."""
        when = self.when(value)
        if isinstance(when, datetime) and (when.hour, when.minute) == (0, 0):
            return (when - timedelta(minutes=1)).date()
        return when

    def light(self, of: Mapping[str, Any]) -> tuple[str, str]:
        """Return the key of a light and its words; a red made good keeps a mark of its own."""
        t = self.t
        key = str(of.get("light") or "none")
        if of.get("made_good") and key != "red":
            key = "made_good"
        words = {
            "red": t("red"),
            "yellow": t("yellow"),
            "made_good": t("yellow, made good"),
            "green": t("green"),
        }
        key = key if key in words else "none"
        return key, f"{LIGHT_SIGNS[key]} {words.get(key, t('no light'))}"

    def step(self, of: Mapping[str, Any]) -> str:
        """Return the next step."""
        return self.said(of.get("next_step"), "text")

    def count(self, value: object) -> Any:
        """Return a count; one that a public view hides is said to be hidden."""
        return value if isinstance(value, (int, float)) else self.t("not shown")

    def about(self, view: Mapping[str, Any]) -> str:
        """Return what stands below a title: the ledger, the day, whether it is invented."""
        ledger = view.get("ledger") or {}
        parts = [self.said(ledger, "name")]
        if as_of := view.get("as_of"):
            parts.append(self.t("as of {day}", day=self.day(as_of)))
        if ledger.get("synthetic"):
            parts.append(self.t("partly invented, for demonstration"))
        if head := ledger.get("head_hash"):
            seq = ledger.get("head_seq")
            parts.append(self.t("record {seq}, hash {hash}", seq=seq, hash=str(head)[:12]))
        return " · ".join(part for part in parts if part)
