"""Laws read from the forms in which publishers hand them out; nothing here touches the database."""
