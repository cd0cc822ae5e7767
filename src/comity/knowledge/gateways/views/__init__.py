"""The pages about hot topics: their list, one of them, and where editors compose them."""
