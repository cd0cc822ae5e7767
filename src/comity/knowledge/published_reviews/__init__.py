"""What peer reviews came to and a State let everybody read: its answers, the observations on it, and the summary."""
