"""The pages of the desk, of the files and of the figures."""
