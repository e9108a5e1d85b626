"""JSON at rest and forms on the wire.

What is stored is read back or refused, never guessed or dropped.
"""
