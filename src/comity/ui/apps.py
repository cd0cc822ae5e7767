from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "comity.ui"

    def ready(self) -> None:
        from comity.ui import checks  # noqa: F401, PLC0415 -- registers itself; Django is ready only now
