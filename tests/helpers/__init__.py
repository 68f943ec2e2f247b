"""What several tests use: datasets to try, oracles, and hostile input."""
