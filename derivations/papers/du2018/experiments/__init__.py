"""Runs of flow and descent: the paper's table, the two phases, the phase portrait."""
