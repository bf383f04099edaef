"""The questions that the demo asks of the shipped region."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.model import Region
    from tongqu.report.html import Both

__all__ = ["DemoCase", "DemoRun", "demo_cases"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCase:
    """One question.

    Attributes
    ----------
    id
        Name of its files.
    title, why
        What is asked, and what the answer shows.
    origin, goal, commodity
        Ids of the region.
    ready
        When the cargo is ready, local time.
    tonnes, teu
        Size of the lot, one of the two.
    deadline
        When it must be there, local time.
    """

    id: str
    title: Both
    why: Both
    origin: str
    goal: str
    commodity: str
    ready: str
    tonnes: float | None = None
    teu: float | None = None
    deadline: str | None = None

    @property
    def command(self) -> str:
        """The question as one types it."""
        size = f"--tonnes {self.tonnes:g}" if self.tonnes is not None else f"--teu {self.teu:g}"
        words = f"tongqu compare {self.origin} {self.goal} --commodity {self.commodity} {size}"
        until = f" --deadline {self.deadline}" if self.deadline else ""
        return f"{words} --ready {self.ready}{until}"

    def fits(self, region: Region) -> bool:
        """Whether the region knows the places and the commodity."""
        known = region.has("places", self.origin) and region.has("places", self.goal)
        return known and region.has("commodities", self.commodity)


@dataclass(frozen=True, slots=True)
class DemoRun:
    """A question with its answer and the names of its files."""

    case: DemoCase
    answer: Mapping[str, Any]
    page: str
    json: str


@lru_cache(maxsize=1)
def demo_cases() -> tuple[DemoCase, ...]:
    """Return the questions, the main one first."""
    return (
        DemoCase(
            id="first-answer",
            title=t("The first cargo: calcium chloride to the Gulf"),
            why=t("The reported voyage. Its saving against rail sets the one unknown water rate."),
            origin="juhua",
            goal="jebel-ali",
            commodity="calcium-chloride",
            tonnes=600,
            ready="2024-12-03",
        ),
        DemoCase(
            id="before-opening",
            title=t("The same cargo, one day before phase II opens"),
            why=t("Phase II is not used, because it is not open yet."),
            origin="juhua",
            goal="jebel-ali",
            commodity="calcium-chloride",
            tonnes=600,
            ready="2024-12-02",
        ),
        DemoCase(
            id="lock-closed",
            title=t("The same cargo while Fuchunjiang lock is closed"),
            why=t("The lock is shut from 29 January 2025: the answer changes and says why."),
            origin="juhua",
            goal="jebel-ali",
            commodity="calcium-chloride",
            tonnes=600,
            ready="2025-01-30",
        ),
        DemoCase(
            id="too-soon",
            title=t("The same cargo, wanted in the Gulf within ten days"),
            why=t("No way is fast enough: that is an answer too, with the limits that bite."),
            origin="juhua",
            goal="jebel-ali",
            commodity="calcium-chloride",
            tonnes=600,
            ready="2024-12-03",
            deadline="2024-12-13",
        ),
        DemoCase(
            id="longyou-check",
            title=t("A check that was not calibrated: the same cargo from Longyou"),
            why=t("About 20 yuan a tonne were reported there, over all its cargo."),
            origin="longyou",
            goal="jebel-ali",
            commodity="calcium-chloride",
            tonnes=600,
            ready="2024-12-03",
        ),
        DemoCase(
            id="montreal",
            title=t("Calcium chloride to Montreal"),
            why=t("The other first lot that was reported, by way of Zhapu."),
            origin="juhua",
            goal="montreal",
            commodity="calcium-chloride",
            tonnes=600,
            ready="2024-12-03",
        ),
        DemoCase(
            id="garments-felixstowe",
            title=t("Reflective clothing from Dazhou to Britain"),
            why=t("One box from a village workshop."),
            origin="dazhou-workshop",
            goal="felixstowe",
            commodity="garments",
            teu=1,
            ready="2024-12-09",
        ),
        DemoCase(
            id="garments-los-angeles",
            title=t("Reflective clothing from Dazhou to the United States"),
            why=t("One box from a village workshop."),
            origin="dazhou-workshop",
            goal="los-angeles",
            commodity="garments",
            teu=1,
            ready="2024-12-09",
        ),
        DemoCase(
            id="drives-jeddah",
            title=t("Frequency converters from the M0 park to Jeddah"),
            why=t("A park beside the port; in use from 2025."),
            origin="m0-park",
            goal="jeddah",
            commodity="drives",
            teu=4,
            ready="2025-06-02",
        ),
        DemoCase(
            id="pulp-inbound",
            title=t("Pulp from Ningbo to the paper mills"),
            why=t("The other direction: raw material comes up the river."),
            origin="ningbo-beilun",
            goal="xianhe",
            commodity="pulp",
            tonnes=1000,
            ready="2025-03-03",
        ),
        DemoCase(
            id="coal-inbound",
            title=t("Coal from Taicang to the steel works"),
            why=t("Bulk upstream: depth sets how much each barge carries."),
            origin="taicang",
            goal="yuanli",
            commodity="coal",
            tonnes=2000,
            ready="2025-03-03",
        ),
        DemoCase(
            id="ore-inbound",
            title=t("Iron ore from Ningbo to the steel works"),
            why=t("Bulk upstream, in the heaviest lot of the demo."),
            origin="ningbo-beilun",
            goal="yuanli",
            commodity="iron-ore",
            tonnes=3000,
            ready="2025-03-03",
        ),
        DemoCase(
            id="shangrao",
            title=t("Paper from Shangrao to the Gulf"),
            why=t("Hinterland in Jiangxi: over the river port, or straight to the sea?"),
            origin="shangrao",
            goal="jebel-ali",
            commodity="paper",
            tonnes=200,
            ready="2025-03-03",
        ),
        DemoCase(
            id="huangshan",
            title=t("Paper from Huangshan to the Gulf"),
            why=t("Hinterland in Anhui: over the river port, or straight to the sea?"),
            origin="huangshan",
            goal="jebel-ali",
            commodity="paper",
            tonnes=200,
            ready="2025-03-03",
        ),
        DemoCase(
            id="nanping",
            title=t("Paper from Nanping to the Gulf"),
            why=t("Hinterland in Fujian: over the river port, or straight to the sea?"),
            origin="nanping",
            goal="jebel-ali",
            commodity="paper",
            tonnes=200,
            ready="2025-03-03",
        ),
        DemoCase(
            id="steel-shanghai",
            title=t("Steel from Quzhou to Shanghai"),
            why=t("One of the partner ports, within the country."),
            origin="yuanli",
            goal="shanghai-yangshan",
            commodity="steel",
            tonnes=1000,
            ready="2025-03-03",
        ),
    )
