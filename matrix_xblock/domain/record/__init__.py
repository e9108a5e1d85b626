"""Everything of one participant, over rounds, blocks and years."""
