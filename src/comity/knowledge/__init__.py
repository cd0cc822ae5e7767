"""The open databases; each is one kind of record."""
