"""What analytics of the platform get: xAPI statements, where its event routing is installed."""
