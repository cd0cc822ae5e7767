"""What is true of every record kind, whatever it describes."""
