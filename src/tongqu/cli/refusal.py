"""How a run that does not end well says so: words for people, JSON for programs, an exit code."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from tongqu.cli.output import SCHEMA_VERSION, emit_json
from tongqu.errors import ExitCode, Problem, TongquError
from tongqu.text import Translator, problem_text

if TYPE_CHECKING:
    from collections.abc import Iterator


class Refusal:
    """Shows whatever ends a run early, and returns the exit code.

    Parameters
    ----------
    t
        Speaks the reader's language.
    as_json
        Whether the reader is a program: then the problems go to stdout as one JSON object.
    debug
        Whether to show where in the program it happened.
    """

    def __init__(self, t: Translator, *, as_json: bool, debug: bool) -> None:
        self.t = t
        self.as_json = as_json
        self.debug = debug

    def show(self, error: BaseException) -> ExitCode:
        """Tell the reader about an error."""
        if isinstance(error, click.Abort) and isinstance(error.__cause__, TongquError):
            error = error.__cause__
        if isinstance(error, BrokenPipeError):
            return self._reader_left()
        if self.debug and not isinstance(error, click.ClickException):
            traceback.print_exception(error)
        if isinstance(error, TongquError):
            return self._tell(error.exit_code, error.problems, str(error))
        if isinstance(error, (KeyboardInterrupt, click.Abort)):
            return self._tell(ExitCode.INTERRUPTED, (Problem("interrupted"),))
        if isinstance(error, click.ClickException):
            return self._usage(error)
        name = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return self._tell(ExitCode.UNEXPECTED, (Problem("unexpected", {"error": name}),))

    def _tell(self, code: ExitCode, problems: tuple[Problem, ...], message: str = "") -> ExitCode:
        texts = [problem_text(problem, self.t.lang) for problem in problems] or [message]
        if self.as_json:
            self._emit(code, problems, texts[0] if len(texts) == 1 else self._count(len(texts)))
            return code
        if code is ExitCode.INTERRUPTED and not any(problem.params for problem in problems):
            self._line(texts[0])
        elif len(texts) == 1:
            self._line(self.t("Error: {message}", message=texts[0]))
        else:
            self._line(self.t("Error: {message}", message=self._count(len(texts))))
            for text in texts:
                click.echo(f"  {text}", err=True)
        return code

    def _count(self, count: int) -> str:
        return self.t("{count} problems", count=count)

    def _usage(self, error: click.ClickException) -> ExitCode:
        if self.as_json:
            message = error.format_message()
            self._emit(ExitCode.USAGE, (), message)
        else:
            error.show()
        return ExitCode.USAGE

    def _line(self, text: str) -> None:
        click.secho(text, err=True, fg="red" if sys.stderr.isatty() else None)

    def _emit(self, code: ExitCode, problems: tuple[Problem, ...], message: str) -> None:
        shown = [
            {
                **problem.to_dict(),
                "value": None if problem.value is None else str(problem.value),
                "params": {name: _plain(value) for name, value in problem.params.items()},
                "text": problem_text(problem, "en"),
                "text_zh": problem_text(problem, "zh"),
            }
            for problem in problems
        ]
        error = {"code": code.name.lower(), "exit_code": int(code), "message": message}
        emit_json({"schema_version": SCHEMA_VERSION, "error": {**error, "problems": shown}})

    @staticmethod
    def _reader_left() -> ExitCode:
        """Stay quiet where the reader, like ``head``, has had enough."""
        null = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            try:
                os.dup2(null, stream.fileno())  # else Python complains when it flushes at its end
            except (OSError, ValueError):
                continue
        os.close(null)
        return ExitCode.OK


def _plain(value: object) -> object:
    """Return a parameter as JSON can hold it."""
    if value is None or isinstance(value, (str, int, bool)):
        return value
    if isinstance(value, float):
        return value if abs(value) < float("inf") else str(value)
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return str(value)


class _Notices(logging.Handler):
    """Says records of the log that carry a problem in the reader's language."""

    def __init__(self, t: Translator) -> None:
        super().__init__(logging.WARNING)
        self.t = t

    def emit(self, record: logging.LogRecord) -> None:
        problem = getattr(record, "problem", None)
        text = problem_text(problem, self.t.lang) if problem else record.getMessage()
        click.echo(f"tongqu: {text}", err=True)


@contextmanager
def notices(t: Translator) -> Iterator[None]:
    """Show what rooms have to say beside their result, like the first compilation."""
    log = logging.getLogger("tongqu")
    if any(isinstance(handler, _Notices) for handler in log.handlers):
        yield  # said already
        return
    handler, before = _Notices(t), log.propagate
    log.addHandler(handler)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.propagate = before
