"""A shadow run and a simulated week, made once for the tests of their pages."""

from __future__ import annotations

from functools import cache
from typing import Any

from tongqu.berths.audit import audit_berths
from tongqu.berths.demo_log import demo_log
from tongqu.berths.params import BerthParams
from tongqu.berths.plan import plan_berths
from tongqu.berths.simulate_week import simulate_week
from tongqu.berths.week_result import WeekParams
from tongqu.io import load_region
from tongqu.report.berth_audit_page import berth_audit_page
from tongqu.report.berth_week_page import berth_week_page

PAGES = {"audit": berth_audit_page, "week": berth_week_page}
PARAMS = BerthParams(time_limit_s=1.0)


@cache
def answers() -> dict[str, dict[str, Any]]:
    """Return both answers; whoever changes one copies it first."""
    demo = demo_log(load_region("qujiang"), days=2, calls=24, flaws=True)
    audit = audit_berths(demo.region, demo.log, params=PARAMS)
    calls = [pair.entry.call for pair in audit.pairs[:8]]
    plan = plan_berths(demo.region, calls, terminal="qujiang-port-1", hours=96, params=PARAMS)
    week = simulate_week(
        plan, replications=20, params=WeekParams(buffers_min=(0, 30), buffer_limit_s=1.0)
    )
    return {"audit": audit.to_dict(), "week": week.to_dict()}
