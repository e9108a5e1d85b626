"""Settings of the platform that the app adds to."""
