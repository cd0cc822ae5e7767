"""Thematic portals: which themes there are, what each leads to, and the hot topics that editors compose for them."""
