"""Files of what was signed off: CSV, the platform's own report, and a file for research."""
