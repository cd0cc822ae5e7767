"""Pages for the staff, and the answer for machines that watch the system."""
