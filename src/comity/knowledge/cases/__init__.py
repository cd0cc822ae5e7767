"""Court decisions and investigations: what was done, by and to whom, what the court found, with comparable facts."""
