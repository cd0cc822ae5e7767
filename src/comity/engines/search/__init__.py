"""One multilingual index over everything published, always filtered by who is reading."""
