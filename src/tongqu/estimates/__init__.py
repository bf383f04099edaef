"""What can be said of a mean from runs that differ: intervals, warm-up, stopping, choosing.

Whatever simulates uses these, so they stand below the engines. Every interval has a method by name.
"""
