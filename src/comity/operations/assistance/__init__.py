"""Assistance between States: which treaty binds both, what it asks of a request, and whom to ask."""
