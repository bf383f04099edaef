"""Random numbers that nobody else can disturb: a function of seed, purpose, entity, replication.

There is no generator that remembers something. Each number is what one function, Philox4x32-10,
makes out of a key (seed and purpose) and a counter (which entity, which of its turns, which
replication). So one berth more moves no arrival, runs with and without a change share their luck,
and neither the order of events nor the number of workers changes a number.

The function is a kernel; plain Python calls the same one.
"""

from tongqu.rng.keys import stream_key

__all__ = ["stream_key"]
