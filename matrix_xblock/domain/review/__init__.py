"""A review and what comes of it: sign-off, what course staff answer, a framework that changes."""
