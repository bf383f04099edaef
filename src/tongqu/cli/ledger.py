"""``tongqu ledger``: works and matters, what is late, and what lateness costs."""

from __future__ import annotations

import click

from tongqu.cli.ledger_delay import cost_of_delay
from tongqu.cli.ledger_files import calendar, export, import_list, report, template
from tongqu.cli.ledger_keep import anchor, backup, expire, notice, restore, upgrade, verify
from tongqu.cli.ledger_kinds import kinds
from tongqu.cli.ledger_read import late, list_items, mine, public, show_item, status
from tongqu.cli.ledger_setup import accounts, init, resources, units
from tongqu.cli.ledger_time import forecast, plan, timeline
from tongqu.cli.ledger_write import act, add

__all__ = ["ledger"]


@click.group()
def ledger() -> None:
    """Which works and matters are open, who owes what, and what does lateness cost?

    One record that nobody can lose or quietly alter. Lights and deadlines are computed from what
    happened, as of any day. Commands that only read show the shipped example where no --ledger is
    given.
    """  # noqa: D400 - short help


for command in (
    status, list_items, show_item, mine, late, timeline, forecast, plan, add, act, report,
    cost_of_delay, calendar, import_list, template, export, init, units, accounts, resources,
    kinds, notice, verify, anchor, backup, restore, upgrade, expire, public,
):  # fmt: skip
    ledger.add_command(command)
