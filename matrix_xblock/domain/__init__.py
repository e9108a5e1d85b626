"""The rules of a talent-matrix review.

Frozen dataclasses and pure functions, standard library only.
"""
