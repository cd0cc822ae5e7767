"""The pages that speak of everything at once: home, a State, a topic, the data and its sources."""
