"""What an author sets up: as JSON, as a form, as files."""
