"""Treaties, their articles, and what each State has done about them."""
