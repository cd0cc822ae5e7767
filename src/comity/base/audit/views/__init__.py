"""The pages of the log, and what programs ask of it."""
