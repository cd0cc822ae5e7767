from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "comity.base.notices"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "notices"

    def ready(self) -> None:
        """Carry the letters of accounts, and tell people of what concerns their account and their roles."""
        from comity.base.notices.actions.carrying import CARRIER  # noqa: PLC0415 -- tables exist only now
        from comity.base.notices.actions.forgetting import forget_person  # noqa: PLC0415 -- as above
        from comity.base.notices.actions.own import declare  # noqa: PLC0415 -- as above
        from comity.base.people.registry import letters_go_by, register_forgetting  # noqa: PLC0415 -- as above

        letters_go_by(CARRIER)
        register_forgetting("notices", lambda person, mailboxes, by: forget_person(person, mailboxes, by=by))
        declare()
