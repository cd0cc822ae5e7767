from django.apps import AppConfig


# The use that is registered: whoever opened a response answers all of it; others, what they are given.
USE = "invented.self-assessment"


class InventingConfig(AppConfig):
    name = "bench.inventing"

    def ready(self) -> None:
        from django.db.models import Q  # noqa: PLC0415 -- as modules do it

        from comity.engines.questionnaires.registry import Use, register  # noqa: PLC0415

        def own(person, response):
            return response.opened_by_id == person.pk

        register(USE, Use(reads=own, writes=own, clears=own, visible=lambda person: Q(opened_by=person)))
