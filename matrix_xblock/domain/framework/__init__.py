"""What an author sets up: a framework, its rounds, and what gives credit."""
