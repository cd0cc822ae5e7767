from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "comity.operations.networks"
    # The first part of the addresses of its pages.
    address = "networks"
    facts = "Networks of practitioners"
    has_files = True
    desk = "comity.operations.networks.queries.desk.told"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what contact points are told, where States are together, and what passes on when somebody leaves."""
        from comity.base.notices import registry as notices  # noqa: PLC0415 -- tables exist only now
        from comity.base.people.registry import register, register_passing  # noqa: PLC0415 -- as above
        from comity.knowledge.authorities.registry import register_communities  # noqa: PLC0415 -- as above
        from comity.operations.networks import exports  # noqa: PLC0415 -- as above
        from comity.operations.networks.actions import handing_over, telling  # noqa: PLC0415 -- as above

        for key, kind in telling.KINDS.items():
            notices.register(key, kind)
        register("networks.points", handing_over.HANDOVER)
        register_passing(
            "networks.ContactPoint",
            lambda organisation, successor, by: handing_over.pass_to_successor(organisation, successor, by=by),
        )
        register_communities("networks", exports.communities)
