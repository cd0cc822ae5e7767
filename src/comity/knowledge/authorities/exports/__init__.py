"""Authorities in other shapes: sentences, data for programs, rows of tables, vCards, and templates of files."""
