"""The rules of a talent-matrix review: frozen dataclasses and pure functions, standard library only."""
