"""Figures about groups, and what may be shown of them."""
