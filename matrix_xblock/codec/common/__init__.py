"""What every room reads and writes with: JSON by shape, forms, tables."""
