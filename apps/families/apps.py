from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "apps.families"
    verbose_name = "Familles"

    def ready(self) -> None:
        from apps.accounts.operations.activation import on_activation
        from apps.documents import uses
        from apps.families.operations import redeem_at_activation
        from apps.families.queries import portrait_keys, refused_channels, untold_children
        from apps.messaging import refusals, silence

        on_activation(redeem_at_activation)
        refusals.use(refused_channels)
        silence.use(untold_children)
        uses.keep("portraits", portrait_keys)
