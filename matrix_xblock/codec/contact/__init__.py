"""What people are told outside the page, as rows of the ledger."""
