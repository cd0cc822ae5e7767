"""The pages of the directory of authorities."""
