"""A development matrix for NPQ participants as one XBlock: self-review and CPD log."""

__version__ = "0.9.0"
