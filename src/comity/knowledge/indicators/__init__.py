"""Published statistics with their method: indicators, their series, and observations that are never overwritten."""
