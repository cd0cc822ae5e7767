"""The desk of the staff: what waits for them, how the system is, and what the service itself says to its readers."""
