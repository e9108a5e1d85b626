"""What the rules need from a host, as protocols."""
