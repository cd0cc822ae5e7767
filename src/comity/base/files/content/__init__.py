"""What bytes are, told from the bytes alone, and what must be taken out of them before others may read them."""
