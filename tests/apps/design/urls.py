"""The catalogue beside the real site, for the tests that look at it."""

from django.urls import include, path

urlpatterns = [
    path("catalogue/", include("apps.design.urls")),
    path("", include("deploy.urls.commune")),
]
