"""Plans of works: planned forwards and backwards, with float, what drives them, and what moved.

Examples
--------
>>> import datetime as dt
>>> plan = Plan(
...     start=dt.date(2025, 3, 3),
...     activities=(
...         Activity(id="quay", duration=10),
...         Activity(id="cranes", duration=4),
...         Activity(id="open"),
...     ),
...     links=(Link(before="quay", after="open"), Link(before="cranes", after="open")),
... )
>>> planned = schedule(plan)
>>> planned.finish_on.isoformat(), planned["cranes"].float_days, planned.critical_chain
('2025-03-14', 6, ('quay', 'open'))
"""

from tongqu.ledger.schedule.comparing import Move, moves
from tongqu.ledger.schedule.pace import earned_percent, planned_percent, points_behind
from tongqu.ledger.schedule.plan import Activity, Link, Plan
from tongqu.ledger.schedule.plan_data import plan_to_dict, read_plan
from tongqu.ledger.schedule.planning import schedule
from tongqu.ledger.schedule.result import Conflict, Schedule, ScheduledActivity

__all__ = [
    "Activity",
    "Conflict",
    "Link",
    "Move",
    "Plan",
    "Schedule",
    "ScheduledActivity",
    "earned_percent",
    "moves",
    "plan_to_dict",
    "planned_percent",
    "points_behind",
    "read_plan",
    "schedule",
]
