"""Values that every room may hold: days, times, texts, ids, and what goes with a save."""
