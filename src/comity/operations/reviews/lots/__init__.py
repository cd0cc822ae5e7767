"""The drawing of lots itself: the standard library and nothing else, since it is also a program of its own."""
