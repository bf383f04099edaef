"""M/M/c in cimba: servers that stand there with a store, and a process for each customer.

    python benchmarks/sim_cimba.py static|spawned SERVERS GAP CUSTOMERS RUNS

A program of its own, as cimba lives in its own environment; it prints CPU-seconds without the first
run, which compiles, and the mean waits of the runs.
"""

import json
import sys
import time

import cimba as cb
import numpy as np
from cimba import inputs

SERVERS, GAP = int(sys.argv[2]), float(sys.argv[3])


class Static(cb.Model):
    """Servers that take the next one out of a store."""

    gap: cb.Input[float] = inputs.dist.exponential(mean=GAP)
    stay: cb.Input[float] = inputs.dist.exponential(mean=1.0)
    row: cb.Store[float]
    waits: cb.Dataset
    wait: cb.Output[float]

    @cb.process
    def arrivals(self):
        """Put the hour of each arrival into the store."""
        while True:
            cb.hold(self.gap.next())
            self.row.put(cb.now())

    @cb.process(copies=SERVERS)
    def server(self):
        """Serve one after the other."""
        while True:
            came = self.row.get()
            self.waits.record(cb.now() - came)
            cb.hold(self.stay.next())

    @cb.on_end
    def measure(self):
        """Tell the mean wait."""
        self.wait = self.waits.sample_mean()


class Customer(cb.Model):
    """One who comes, waits for a server, and goes."""

    berths: cb.Ref[cb.Resource]
    waits: cb.Ref[cb.Dataset]
    stay: float

    @cb.process
    def life(self):
        """Be served once."""
        came = cb.now()
        self.berths.acquire()
        self.waits.record(cb.now() - came)
        cb.hold(self.stay)
        self.berths.release()


class Spawned(cb.Model):
    """A process for each customer."""

    gap: cb.Input[float] = inputs.dist.exponential(mean=GAP)
    stay: cb.Input[float] = inputs.dist.exponential(mean=1.0)
    berths: cb.Resource = cb.Resource(capacity=SERVERS)
    waits: cb.Dataset
    wait: cb.Output[float]

    @cb.process
    def arrivals(self):
        """Begin the life of each customer."""
        while True:
            cb.hold(self.gap.next())
            cb.spawn(Customer, berths=self.berths, waits=self.waits, stay=self.stay.next())

    @cb.on_end
    def measure(self):
        """Tell the mean wait."""
        self.wait = self.waits.sample_mean()


def main() -> None:
    """Run once to compile, then as often as is asked."""
    kind, customers, runs = sys.argv[1], int(sys.argv[4]), int(sys.argv[5])
    model = Static() if kind == "static" else Spawned()
    window = cb.Window(warmup=0, duration=customers * GAP)
    cb.Experiment(model, replications=1, window=window, seed=1).run()
    begun = time.process_time()
    results = cb.Experiment(model, replications=runs, window=window, seed=2).run()
    seconds = time.process_time() - begun
    waits = np.asarray(results[model].wait).ravel().tolist()
    print(json.dumps({"version": cb.__version__, "seconds": seconds, "waits": waits}))


main()
