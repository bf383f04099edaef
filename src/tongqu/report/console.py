"""Answers as lines of text, plain or as a terminal shows them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

__all__ = ["Lines"]

NARROWEST = 60


class Lines:
    r"""Collects lines and tables as a console of some width shows them.

    Parameters
    ----------
    terminal
        Whether a terminal shows them: then with colours and rules.
    width
        Columns; 60 at the least.

    Examples
    --------
    >>> lines = Lines(terminal=False, width=80)
    >>> lines.say("one plan", indent="- ")
    >>> lines.text()
    '- one plan\n'
    """

    def __init__(self, *, terminal: bool, width: int) -> None:
        from rich.console import Console

        self._out = io.StringIO()
        self.terminal = terminal
        self._console: Console = Console(
            file=self._out,
            width=max(NARROWEST, width),
            force_terminal=terminal,
            color_system="auto" if terminal else None,
            highlight=False,
            emoji=False,
            markup=False,
            legacy_windows=False,
        )

    def say(self, words: str, style: str = "", indent: str = "") -> None:
        """Add a line."""
        from rich.text import Text

        self._console.print(Text(indent + words, style=style))

    def head(self, words: str) -> None:
        """Add a heading."""
        self._console.print()
        self.say(words, "bold cyan")

    def table(
        self,
        heads: Sequence[tuple[str, bool]],
        rows: Iterable[Sequence[str]],
        *,
        padding: tuple[int, int, int, int] = (0, 2, 0, 0),
        cut: bool = False,
    ) -> None:
        """Add a table.

        Parameters
        ----------
        heads
            Each column's words, and whether it holds numbers: then it is set to the right.
        rows
            Cells.
        padding
            Of each cell: above, right, below, left.
        cut
            Whether what finds no room is cut off with an ellipsis, numbers at once; else it goes on
            in the next line.
        """
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(
            box=box.SIMPLE_HEAD if self.terminal else None, show_edge=False, pad_edge=False,
            padding=padding, header_style="bold" if self.terminal else "",
        )  # fmt: skip
        for words, right in heads:
            table.add_column(
                words, justify="right" if right else "left", no_wrap=right and cut,
                overflow="ellipsis" if cut else "fold",
            )  # fmt: skip
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        self._console.print(table)

    def text(self) -> str:
        """Return all of it, without blanks at the ends of lines."""
        return "\n".join(line.rstrip() for line in self._out.getvalue().splitlines()) + "\n"
