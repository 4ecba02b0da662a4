"""Faults on purpose: killed at each file operation, flipped bytes, full disk, clock jumps, folders that
go away, two of everything. `python -m tests.faults --minutes N` runs them for as long as is wanted."""
