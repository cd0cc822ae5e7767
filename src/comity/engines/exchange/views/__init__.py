"""Pages of the sealed exchange, and what their script asks of the host."""
