"""Competent national authorities: whom to ask in which State, for what, under which treaty, and how."""
