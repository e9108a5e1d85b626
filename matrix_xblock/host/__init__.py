"""The only package that knows Open edX: services, ledger, pages, and the edge where requests come in."""
