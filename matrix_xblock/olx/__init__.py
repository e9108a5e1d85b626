"""OLX: what is authored as readable elements, and back, and questions of another block."""
