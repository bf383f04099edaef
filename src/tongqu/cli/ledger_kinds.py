"""``tongqu ledger kinds``: what kinds of items there are, and whether a kind makes sense."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.language import reader_language
from tongqu.cli.ledger_open import ACCOUNT, JSON, LEDGER, reading, text_view, who, writing
from tongqu.cli.output import SCHEMA_VERSION, emit_json
from tongqu.errors import DatasetError, ExitCode, Problem
from tongqu.text import problem_text, translator

if TYPE_CHECKING:
    from tongqu.ledger.kind import Kind

__all__ = ["kinds"]


@click.group()
def kinds() -> None:
    """What kinds of items there are, declared in files; look at one, check one, take one."""


@kinds.command("list")
@LEDGER
@JSON
def list_kinds(where: str | None, as_json: bool) -> None:
    """List the kinds of a ledger: those shipped and those taken."""
    with reading(where) as ledger:
        found = list(ledger.kinds().values())
    rows = [
        {
            "id": kind.id,
            "version": kind.version,
            "prefix": kind.prefix,
            "name": kind.name,
            "name_zh": kind.name_zh,
            "states": len(kind.states),
            "actions": len(kind.actions),
            "clocks": len(kind.clocks),
        }
        for kind in found
    ]
    if as_json:
        emit_json({"schema_version": SCHEMA_VERSION, "kind": "ledger_kinds", "kinds": rows})
        return
    text = text_view()
    t = text.t
    text.lines.table(
        [
            (t("kind"), False), (t("name"), False), (t("version"), True), (t("states"), True),
            (t("actions"), True), (t("clocks"), True),
        ],
        [
            [str(row["id"]), text.name(row), *(str(row[k]) for k in
                                               ("version", "states", "actions", "clocks"))]
            for row in rows
        ],
    )  # fmt: skip
    click.echo(text.lines.text(), nl=False)


@kinds.command("show")
@click.argument("kind")
@LEDGER
@JSON
def show_kind(kind: str, where: str | None, as_json: bool) -> None:
    """Show a KIND: states, who may do what and what for, clocks, look-backs."""
    with reading(where) as ledger:
        found = ledger.kind(kind)
    if as_json:
        emit_json({"schema_version": SCHEMA_VERSION, "kind": "ledger_kind", **_plain(found)})
    else:
        click.echo(_kind_text(found), nl=False)


def _plain(kind: Kind) -> dict[str, Any]:
    from dataclasses import asdict

    told = asdict(kind)
    return {"item_kind": told.pop("id"), **told}


def _kind_text(kind: Kind) -> str:
    text = text_view()
    t = text.t
    zh = text.lang == "zh"

    def name(one: Any) -> str:
        return str(one.name_zh if zh else one.name)

    text.lines.say(f"{kind.id} {kind.version} · {name(kind)}", "bold")
    text.lines.head(t("States"))
    for state in kind.states:
        marks = [t("first")] * state.initial + [t("last")] * state.final
        marks += [t("clocks pause")] * state.paused
        text.lines.say(f"{state.id}: {name(state)} {', '.join(marks)}".rstrip(), indent="- ")
    text.lines.head(t("Actions"))
    rows = [
        [
            action.id, name(action), ", ".join(action.from_states), action.to or "=",
            ", ".join(action.roles), ", ".join((*action.requires, *action.evidence)),
        ]
        for action in kind.actions
    ]  # fmt: skip
    heads = (t("action"), t("name"), t("from"), t("to"), t("roles"), t("asks for"))
    text.lines.table([(head, False) for head in heads], rows)
    if kind.clocks:
        text.lines.head(t("Clocks"))
    for clock in kind.clocks:
        limit = clock.limit.field or f"{clock.limit.amount} {clock.limit.unit}"
        begins, ends = ", ".join(clock.starts_on), ", ".join(clock.stops_on)
        words = t("{limit}, from {begins} to {ends}", limit=limit, begins=begins, ends=ends)
        text.lines.say(f"{clock.id}: {name(clock)}: {words}", indent="- ")
    return text.lines.text()


@kinds.command("check")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@JSON
def check(files: tuple[str, ...], as_json: bool) -> int:
    """Check kind files, or without any FILE the shipped kinds.

    Finds dead ends, states that nobody reaches, clocks without an owner, and what else cannot work;
    everything at once. Exit code 3 where something is wrong.
    """
    lang = reader_language()
    t = translator(lang)
    checked = _checked(files)
    problems = [problem for _, found in checked for problem in found]
    if as_json:
        emit_json(
            {
                "schema_version": SCHEMA_VERSION,
                "kind": "ledger_kinds_check",
                "ok": not problems,
                "kinds": [
                    {
                        "name": name,
                        "problems": [
                            {**problem.to_dict(), "text": problem_text(problem, "en"),
                             "text_zh": problem_text(problem, "zh")}
                            for problem in found
                        ],
                    }
                    for name, found in checked
                ],
            }
        )  # fmt: skip
        return ExitCode.BAD_INPUT if problems else ExitCode.OK
    for name, found in checked:
        click.echo(t("{name}: no problem found", name=name) if not found else
                   t("{name}: {count} problems", name=name, count=len(found)))  # fmt: skip
        for problem in found:
            click.echo(f"- {problem_text(problem, lang)}")
    return ExitCode.BAD_INPUT if problems else ExitCode.OK


def _checked(files: tuple[str, ...]) -> list[tuple[str, tuple[Problem, ...]]]:
    """Return what is wrong with each kind, by its file or its name."""
    from tongqu.ledger.kind_check import check_kind
    from tongqu.ledger.kind_reading import read_kind, shipped_kinds

    shipped = shipped_kinds()
    if not files:
        return [
            (f"{kind.id} {kind.version}", tuple(check_kind(kind, kinds=tuple(shipped))))
            for kind in shipped.values()
        ]
    checked = []
    for file in files:
        try:
            found = tuple(check_kind(read_kind(file), file=Path(file).name, kinds=tuple(shipped)))
        except DatasetError as error:
            found = error.problems
        checked.append((Path(file).name, found))
    return checked


@kinds.command()
@click.argument("file")
@LEDGER
@ACCOUNT
def take(file: str, where: str | None, account: str | None) -> None:
    """Take a kind, or a new version of one, from a FILE into a ledger.

    Items that there are keep the version that they were made with.
    """
    import tomllib

    from tongqu.ledger.kind_check import check_kind
    from tongqu.ledger.kind_reading import read_kind

    t = translator(reader_language())
    actor = who(account)
    kind = read_kind(file)
    row = tomllib.loads(Path(file).read_text(encoding="utf-8"))
    with writing(where) as ledger:
        settings = ledger.settings()
        problems = check_kind(
            kind, file=Path(file).name, kinds=tuple(ledger.kinds()), units=tuple(settings.units)
        )
        if problems:
            raise DatasetError(f"{file}: {len(problems)} problems", problems)
        ledger.configure("kinds", [row], actor=actor)
    click.echo(t("{kind} {version} taken", kind=kind.id, version=kind.version), err=True)
