"""The demo: the official workbench with fictional participants, seeded by the use-cases."""
