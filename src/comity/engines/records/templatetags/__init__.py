"""What the page of a record shows to those who keep it."""
