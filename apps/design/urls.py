"""The catalogue; the composition root includes it in development only."""

from django.urls import path

from apps.design import views

app_name = "design"
urlpatterns = [path("", views.catalogue, name="catalogue")]
