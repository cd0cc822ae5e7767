"""Laws, their versions in time, and their provisions."""
