"""Citations of laws, treaties and cases in running text: found, linked, counted."""
