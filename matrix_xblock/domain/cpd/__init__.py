"""The CPD log."""
