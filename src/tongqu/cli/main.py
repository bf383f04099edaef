"""The command ``tongqu``: its table of commands, its global options, its ending."""

from __future__ import annotations

import gc
import sys
from gettext import gettext
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from tongqu import __version__
from tongqu.cli.language import (
    META,
    asked_language,
    clicks_own_words,
    debug_option,
    lang_option,
    reader_language,
    translated,
)
from tongqu.errors import ExitCode
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongqu.text import Translator


def N_(message: str) -> str:  # noqa: N802 - gettext's name for "translate later"
    """Mark a message for the catalogue."""
    return message


GC_THRESHOLD = 50_000
"""New records between two looks for cycles."""

# Name: where it is, and its short help, so that `tongqu --help` loads no command. A test keeps the
# short help equal to the command's own.
COMMANDS = {
    "region": ("tongqu.cli.region:region", N_("Look at a region, check it, make one.")),
    "compare": ("tongqu.cli.compare:compare", N_("Which way should a cargo go?")),
    "berths": (
        "tongqu.cli.berths:berths",
        N_("Which vessel goes to which berth, when, and with which cranes?"),
    ),
    "queue": (
        "tongqu.cli.queue:queue",
        N_("How long do vessels wait, and how many berths does a port need?"),
    ),
    "simulate": (
        "tongqu.cli.simulate:simulate",
        N_("Who waits in the port, where and why, and how much goes through?"),
    ),
    "capacity": (
        "tongqu.cli.capacity:capacity",
        N_("How much traffic can the port take, and what would one more berth bring?"),
    ),
    "lock": (
        "tongqu.cli.lock:lock",
        N_("What does a closure of a lock cost, and how full may a lock be?"),
    ),
    "ledger": (
        "tongqu.cli.ledger:ledger",
        N_("Which works and matters are open, who owes what, and what does lateness cost?"),
    ),
    "demo": ("tongqu.cli.demo:demo", N_("Show what tongqu can answer, on one page.")),
}


class Tongqu(click.Group):
    """A group that loads a command when it is called, and speaks the reader's language."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Know the language before anything is said, wherever the words name it."""
        ctx.meta.setdefault(META, asked_language(args))
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load a command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return translated(command, translator(reader_language()))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands from the table, so that none is loaded."""
        t = translator(reader_language())
        with formatter.section(t("Commands")):
            formatter.write_dl([(name, t(short)) for name, (_, short) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name the one that was probably meant."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            message = gettext("No such command {name!r}.").format(name=args[0])
            for near in get_close_matches(args[0], COMMANDS, n=1):
                message += " " + gettext("Did you mean {possibility}?").format(possibility=near)
            ctx.fail(message)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and say on the way what its rooms have to tell."""
        from tongqu.cli.refusal import notices

        with notices(translator(reader_language())):
            return super().invoke(ctx)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line; in standalone mode, end the process with its exit code."""
        if not standalone_mode:
            extra["windows_expand_args"] = windows_expand_args
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        words = list(sys.argv[1:] if args is None else args)
        # A command makes many small records and ends; looking for cycles among them every 700
        # takes a tenth of its time.
        gc.set_threshold(GC_THRESHOLD, 50, 100)
        sys.exit(self._run(words, prog_name or "tongqu", extra))

    def _run(self, words: list[str], prog_name: str, extra: dict[str, Any]) -> int:
        lang = asked_language(words)
        t = translator(lang)
        _never_fail_on_a_letter()
        with clicks_own_words(lang):
            try:
                group = translated(self, t)
                with group.make_context(prog_name, list(words), **extra) as context:
                    code = group.invoke(context)
                sys.stdout.flush()
            except click.exceptions.Exit as end:
                return end.exit_code
            except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last line of defence
                return _refuse(error, t, words)
            return int(code) if isinstance(code, int) else int(ExitCode.OK)


def _refuse(error: BaseException, t: Translator, words: list[str]) -> int:
    """Show what ended a run early; the options are searched for, as parsing may have failed."""
    from tongqu.cli.refusal import Refusal

    plain = words[: words.index("--")] if "--" in words else words
    refusal = Refusal(t, as_json="--json" in plain, debug="--debug" in plain)
    try:
        return int(refusal.show(error))
    except BrokenPipeError as pipe:
        return int(refusal.show(pipe))


def _never_fail_on_a_letter() -> None:
    """Show what the terminal's encoding cannot as an escape, rather than end in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _show_version(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked and not context.resilient_parsing:
        click.echo(f"tongqu {__version__}")
        context.exit()


main = Tongqu(
    name="tongqu",
    help=N_(
        "Plan an inland hub port together with the industry and the city it serves.\n\n"
        "tongqu COMMAND --help says more about a command."
    ),
    params=[
        lang_option(),
        debug_option(),
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help=N_("Show the version and exit."),
        ),
    ],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
)
