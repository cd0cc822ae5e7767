"""The pages about reviews: what everybody sees of a draw, and where the Secretariat works."""
