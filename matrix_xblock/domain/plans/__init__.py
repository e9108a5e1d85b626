"""What is planned, wanted and offered: next steps, opportunities, and the board."""
