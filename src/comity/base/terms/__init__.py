"""Controlled vocabularies in every language."""
