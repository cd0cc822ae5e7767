"""The pages about indicators: the list, one indicator, and the staff's page to bring figures in."""
