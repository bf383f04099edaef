"""Waiting, exactly: what queueing theory knows about berths, anchorages, locks and silos.

Formulas and exact numerics, no simulation: the answers take milliseconds and stand as the measure
that the simulator is held against. Times are in mean service times unless a name ends in ``_h``.
"""

from tongqu.queueing.audit import Measured, MeasuredCheck, audit_measured
from tongqu.queueing.berths import queue_fleet, queue_loss, queue_wait
from tongqu.queueing.codes import CodeAnswer, berth_code, container_code, lock_code
from tongqu.queueing.laws import Law
from tongqu.queueing.levels import ServiceLevel, berths_for, traffic_for
from tongqu.queueing.locks import lock_traffic, queue_lock
from tongqu.queueing.printed import PRINTED
from tongqu.queueing.result import QueueAnswer
from tongqu.queueing.silo import SiloAnswer, queue_silo, silo_capacity
from tongqu.queueing.tables import QueueTable, queue_table
from tongqu.queueing.tandem import TandemAnswer, queue_tandem

__all__ = [
    "PRINTED",
    "CodeAnswer",
    "Law",
    "Measured",
    "MeasuredCheck",
    "QueueAnswer",
    "QueueTable",
    "ServiceLevel",
    "SiloAnswer",
    "TandemAnswer",
    "audit_measured",
    "berth_code",
    "berths_for",
    "container_code",
    "lock_code",
    "lock_traffic",
    "queue_fleet",
    "queue_lock",
    "queue_loss",
    "queue_silo",
    "queue_table",
    "queue_tandem",
    "queue_wait",
    "silo_capacity",
    "traffic_for",
]
