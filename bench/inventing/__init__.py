"""A use of questionnaires for who measures or walks through the pages, since only modules name uses."""
