"""What a lock closure costs the port in waiting: none, as planned, and as it became.

The lock was to be shut for 15 days from 29 January 2025 and opened six days early. Three ports with
the same luck for a quarter of a year, so that the waits can be subtracted.
"""

from tongqu import load_region
from tongqu.studies import lock_closure

answer = lock_closure(load_region("qujiang"), "fuchunjiang-lock", replications=4)
for row in answer["variants"]:
    print(f"shut for {row['closed_days']:g} days: a call waits {row['call_wait_h']['value']:.1f} h")
    if row["gone"] is not None:
        print(f"  {row['waiting_at_reopening']['value']:.0f} vessels wait when it opens,", end=" ")
        print(f"and after {row['gone']['days']['value']:.0f} days the queue is gone")
for row in answer["differences"]:
    more = row["call_wait_h"]
    print(f"{row['of']} against {row['against']}:", end=" ")
    print(f"{more['value']:.1f} h a call ({more['low']:.1f} to {more['high']:.1f})")
