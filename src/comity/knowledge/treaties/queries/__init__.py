"""What is read about treaties: the instruments and their articles, and who was party to what, when."""
