"""The only package that knows Open edX.

Services, ledger, pages, and the edge where requests come in.
"""
