"""The pages of contributions: write, read, decide, and see what waits for whom."""
