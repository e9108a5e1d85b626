"""A review and what is answered to it: as forms, and as rows of the ledger."""
