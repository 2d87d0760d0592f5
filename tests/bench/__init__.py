"""Benchmarks: ratios against a baseline that does the same work on the same database in the same run."""
