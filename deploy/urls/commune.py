"""Everything that answers on the address of a commune."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("apps.portal.urls")),
]
