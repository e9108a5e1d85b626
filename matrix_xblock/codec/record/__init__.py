"""The record of one participant: as state, and as files to take along."""
