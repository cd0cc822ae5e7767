"""The proof of the log: hashes, trees, notes and keys."""
