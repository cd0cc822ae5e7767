"""What is read about treaties: the instruments and their articles, and who was party to what, when."""

from comity.knowledge.treaties.queries.instruments import titles_of_parts


__all__ = ["titles_of_parts"]
