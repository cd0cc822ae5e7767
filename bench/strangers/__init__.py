"""What strangers may send us: every address with what fits into it, people of every role, and what is spoilt."""
