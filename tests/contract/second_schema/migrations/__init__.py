"""What a later version's migrations could look like: one more, which rebuilds the account table."""
