"""The same scenario told once more, slowly: a SimPy process for each unit."""

from sim_oracle.port import oracle_blame, oracle_trace

__all__ = ["oracle_blame", "oracle_trace"]
