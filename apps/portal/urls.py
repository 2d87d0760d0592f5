"""Every address of the citizens' site; each part keeps its own."""

from django.urls import URLPattern

from .public.urls import urlpatterns as public

app_name = "portal"

urlpatterns: list[URLPattern] = [*public]
