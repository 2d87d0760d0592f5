"""Everything that answers on the address of a commune."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("agents/", include("apps.backoffice.urls")),
    path("", include("apps.portal.urls")),
]
if settings.CATALOGUE:
    urlpatterns += [path("catalogue/", include("apps.design.urls"))]

handler400 = "apps.portal.errors.bad_request"
handler403 = "apps.portal.errors.forbidden"
handler404 = "apps.portal.errors.not_found"
handler500 = "apps.portal.errors.broken"
