"""Next steps, opportunities and the board: as JSON and as forms."""
