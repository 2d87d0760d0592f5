"""Every address of the citizens' site; each part keeps its own."""

from django.urls import URLPattern

from .accounts.urls import urlpatterns as accounts
from .activities.urls import urlpatterns as activities
from .casework.urls import urlpatterns as casework
from .enrolments.urls import urlpatterns as enrolments
from .families.urls import urlpatterns as families
from .health.urls import urlpatterns as health
from .home.urls import urlpatterns as home
from .notifications.urls import urlpatterns as notifications
from .public.urls import urlpatterns as public
from .vault.urls import urlpatterns as vault

app_name = "portal"

urlpatterns: list[URLPattern] = [
    *public,
    *home,
    *accounts,
    *families,
    *activities,
    *enrolments,
    *casework,
    *vault,
    *notifications,
    *health,
]
