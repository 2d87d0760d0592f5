"""The agent behind a request."""

from dataclasses import dataclass

from apps.accounts.models import User
from apps.accounts.permissions import Permission, Scope, may, scope_of
from tenants import context


@dataclass(frozen=True, slots=True)
class Agent:
    """The agent behind a request, and what the screens may offer."""

    user: User
    granted: frozenset[Permission]

    def scope(self, permission: Permission) -> Scope:
        return scope_of(self.user, permission)

    def services(self, permission: Permission) -> tuple[str, ...]:
        """Return the services of this commune where the agent holds a permission, in the commune's order."""
        scope = self.scope(permission)
        return tuple(service.slug for service in context.config().services if scope.covers(service.slug))


def agent_of(user: User) -> Agent:
    return Agent(user, frozenset(permission for permission in Permission if may(user, permission)))
