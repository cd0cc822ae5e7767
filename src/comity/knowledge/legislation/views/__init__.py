"""The pages about laws."""
