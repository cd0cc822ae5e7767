"""The log: what is written into it, and whether it proves itself."""
