"""The pages of the finder: the question with its answer, and how far the data reach."""
