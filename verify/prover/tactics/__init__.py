"""Tactics: from a goal of the kernel to the items of its proof, or to `Refused`.

Nothing here is trusted: what a tactic suggests the kernel takes or refuses.
"""
