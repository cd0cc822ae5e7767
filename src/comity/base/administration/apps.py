from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "comity.base.administration"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "administration"
    # What it tells the desk that it shows.
    desk = "comity.base.administration.queries.own"
    health = "comity.base.administration.registry.health"
    # Its queries say which files of notes verbales a person may read.
    has_files = True

    def ready(self) -> None:
        """Say where the files of a note verbale are."""
        from comity.base.administration.queries import papers_of  # noqa: PLC0415 -- tables exist only now
        from comity.base.people.registry import papers_lie  # noqa: PLC0415 -- as above

        papers_lie(papers_of, page="administration:note-files")
