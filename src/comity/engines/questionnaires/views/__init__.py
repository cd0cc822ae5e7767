"""The pages of questionnaires: read, take away, try, compare; bring in, write, release."""
