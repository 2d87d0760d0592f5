from django.urls import path

from . import views

urlpatterns = [
    path("mon-accueil/", views.dashboard, name="dashboard"),
]
