"""What somebody of the course staff has for themselves, as JSON."""
