"""What a list of projects would change: the dry run, and the rows that a ledger then records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from tongqu.model.call_dictionary import call_columns
from tongqu.model.ledger_listing import ActRow, AddRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from tongqu.model.ledger_listing import ListDay, ListedProject, ProjectList

__all__ = ["ChangedProject", "ListChanges", "compare_list"]

ABOUT = ("title", "title_zh", "supervisor_unit", "place_id")
"""What an edit of an item changes; the unit changes by sending the item there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedProject:
    """A project that the ledger has, and that the list tells otherwise.

    Attributes
    ----------
    code
        Code of the item.
    project
        What the list says now.
    changes
        By value what it was and what it is; None where it was or is not there.
    versions
        By year the newest version of its plan that the ledger has.
    """

    code: str
    project: ListedProject
    changes: Mapping[str, tuple[Any, Any]]
    versions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChanges:
    """What importing a list would do; nothing is done yet.

    Attributes
    ----------
    listing
        The list.
    new, changed, same
        Its projects; `same` are key and code of those that say what the ledger has.
    gone
        Codes of items that an earlier list had and this one has not. They stay as they are.
    """

    listing: ProjectList
    new: tuple[ListedProject, ...] = ()
    changed: tuple[ChangedProject, ...] = ()
    same: tuple[tuple[str, str], ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to record: the same list once more."""
        return not (self.new or self.changed)

    def to_dict(self) -> dict[str, Any]:
        """Return what would change as JSON."""
        return {
            "schema_version": "1.0",
            "kind": "project_list_changes",
            "file": self.listing.file,
            "sha256": self.listing.sha256,
            "new": [
                {"key": one.key, "title": one.title, "row": one.row, "values": one.values()}
                for one in self.new
            ],
            "changed": [
                {
                    "code": one.code,
                    "key": one.project.key,
                    "title": one.project.title,
                    "row": one.project.row,
                    "changes": [
                        {"value": name, "from": before, "to": after}
                        for name, (before, after) in one.changes.items()
                    ],
                }
                for one in self.changed
            ],
            "same": [code for _, code in self.same],
            "gone": list(self.gone),
            "skipped": self.listing.to_dict()["skipped"],
            "left_out": list(self.listing.left_out),
            "guesses": [guess.to_dict() for guess in self.listing.all_guesses],
        }

    def rows(self, zone: ZoneInfo, *, today: date) -> tuple[AddRow | ActRow, ...]:
        """Return what the ledger is to record: items to add, then what happened to each.

        Parameters
        ----------
        zone
            Zone of the days of the list.
        today
            Day of which the list speaks, where it names none.

        Notes
        -----
        Actions are told by their effect; which action of a kind has it is for the ledger to say.
        """
        found: list[AddRow | ActRow] = []
        on = self.listing.observed_on or today
        for project in self.new:
            found.append(self._added(project))
            acts = _Acts(self.listing, project, project.key, {}, zone, on)
            found += acts.of(set(project.values()))
        for one in self.changed:
            told = {name for name, (_, after) in one.changes.items() if after is not None}
            found += self._updated(one)
            acts = _Acts(self.listing, one.project, one.code, one.versions, zone, on)
            found += acts.of(told)
        return tuple(found)

    def kept(self) -> dict[str, dict[str, Any]]:
        """Return by key what a ledger keeps of each project, for `compare_list` next time.

        The ledger adds the code of the item; of a project that is new it knows it only then.
        """
        codes = {one.project.key: one.code for one in self.changed} | dict(self.same)
        return {
            project.key: {
                "code": codes.get(project.key, ""),
                "row": project.row,
                "hash": project.hash,
                "values": project.values(),
            }
            for project in self.listing.projects
        }

    def _added(self, project: ListedProject) -> AddRow:
        return AddRow(
            key=project.key,
            kind=self.listing.kind,
            title=project.title,
            title_zh=project.title_zh,
            unit=project.unit,
            supervisor_unit=project.supervisor_unit,
            place_id=project.place_id,
            fields=project.fields,
            file=self.listing.file,
            sheet=project.sheet,
            row=project.row,
        )

    def _updated(self, one: ChangedProject) -> list[ActRow]:
        fields = {}
        for name, (_, after) in one.changes.items():
            if name.startswith("field."):
                fields[name.removeprefix("field.")] = after
        about = {name: one.changes[name][1] or "" for name in ABOUT if name in one.changes}
        where: dict[str, Any] = {
            "item": one.code,
            "file": self.listing.file,
            "sheet": one.project.sheet,
            "row": one.project.row,
        }
        rows = []
        if fields or about:
            rows.append(ActRow(effect="changed", fields=fields, data=about, **where))
        if one.changes.get("unit", (None, None))[1]:
            rows.append(ActRow(effect="dispatched", to_unit=one.project.unit, **where))
        return rows


class _Acts:
    """Makes the rows of what a list says about one project."""

    def __init__(
        self,
        listing: ProjectList,
        project: ListedProject,
        item: str,
        versions: Mapping[str, int],
        zone: ZoneInfo,
        observed_on: date,
    ) -> None:
        self.listing, self.project, self.item = listing, project, item
        self.versions, self.zone, self.observed_on = versions, zone, observed_on

    def act(self, effect: str, data: dict[str, Any], **more: Any) -> ActRow:
        """Return a row that says where it stands."""
        return ActRow(
            item=self.item,
            effect=effect,
            data=data,
            file=self.listing.file,
            sheet=self.project.sheet,
            row=self.project.row,
            **more,
        )

    def of(self, told: set[str]) -> list[ActRow]:
        """Return the rows of the values that are told."""
        project = self.project
        acts = []
        if note := self._note(told):
            acts.append(self.act("noted", {}, note=note))
        for year, amount in sorted(project.planned.items()):
            if f"planned.{year}" in told:
                version = self.versions.get(str(year), 0) + 1
                acts.append(
                    self.act("budgeted", {"year": year, "version": version, "amount": amount})
                )
        for name, milestone in (("start", "start"), ("finish", self.listing.finish)):
            day: ListDay | None = getattr(project, name)
            if name in told and day is not None:
                acts.append(self._dated(milestone, day))
        if "percent" in told:
            acts.append(self._progressed())
        return acts

    def _note(self, told: set[str]) -> str:
        """Return what the list says and the kind has no field for, in the list's words."""
        columns = call_columns("project_list")
        chinese = bool(self.project.title_zh)

        def label(name: str) -> str:
            if name in columns:
                return columns[name].name_zh if chinese else columns[name].label
            return {"group": "分组" if chinese else "group"}.get(name, name)

        parts = []
        if "joint_units" in told:
            parts.append(f"{label('joint_units')}: {', '.join(self.project.joint_units)}")
        if "status" in told:
            parts.append(f"{label('status')}: {self.project.status}")
        for name, text in self.project.said.items():
            if f"said.{name}" in told:
                parts.append(f"{label(name)}: {text}")
        for year, amount in sorted(self.project.done.items()):
            if f"done.{year or 'all'}" in told:
                parts.append(f"{label('done_amount')}{f' {year}' if year else ''}: {amount:.12g}")
        return "; ".join(parts)

    def _progressed(self) -> ActRow:
        data = {"section": "", "percent": self.project.percent}
        data["observed_on"] = self.observed_on.isoformat()
        if self.project.percent_at_least:
            data["at_least"] = True
        return self.act("progressed", data, at=self._instant(self.observed_on))

    def _dated(self, milestone: str, day: ListDay) -> ActRow:
        data = {"milestone": milestone, "on": day.on.isoformat()}
        if day.status == "actual":
            return self.act("happened", data, at=self._instant(day.on))
        return self.act("expected", data | {"precision": day.precision, "status": day.status})

    def _instant(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.zone).astimezone(UTC)


def compare_list(listing: ProjectList, known: Mapping[str, Mapping[str, Any]]) -> ListChanges:
    """Return what a list would change in a ledger that had earlier ones.

    Parameters
    ----------
    listing
        The list as it is now.
    known
        By key what the ledger has of earlier lists: ``code``, ``hash`` and ``values``, as
        `ListChanges.kept` gave them; ``versions``, where there are any, has by year the newest
        version of the yearly plan.

    Examples
    --------
    >>> from tongqu.model.ledger_listing import ListedProject, ProjectList
    >>> now = ListedProject(key="a", title="Kerb", budget=200.0)
    >>> listing = ProjectList(file="list.csv", sha256="", projects=(now,))
    >>> before = {"code": "work-0001", "hash": "", "values": {"title": "Kerb", "budget": 100.0}}
    >>> changed = compare_list(listing, {"a": before}).changed[0]
    >>> changed.code, changed.changes
    ('work-0001', {'budget': (100.0, 200.0)})
    """
    new, changed, same = [], [], []
    for project in listing.projects:
        before = known.get(project.key)
        if before is None:
            new.append(project)
        elif before["hash"] == project.hash:
            same.append((project.key, str(before["code"])))
        else:
            changes = _differences(before["values"], project.values())
            if changes:
                changed.append(
                    ChangedProject(
                        code=str(before["code"]),
                        project=project,
                        changes=changes,
                        versions=before.get("versions", {}),
                    )
                )
            else:
                same.append((project.key, str(before["code"])))
    keys = {project.key for project in listing.projects}
    gone = tuple(str(entry["code"]) for key, entry in known.items() if key not in keys)
    return ListChanges(
        listing=listing, new=tuple(new), changed=tuple(changed), same=tuple(same), gone=gone
    )


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    names = [*after, *(name for name in before if name not in after)]
    return {
        name: (before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    }
