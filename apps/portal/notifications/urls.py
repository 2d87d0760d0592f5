from django.urls import path

from . import views

urlpatterns = [
    path("mes-notifications/", views.notices, name="notifications"),
    path("mes-notifications/tout-lire/", views.read_all, name="notifications-read-all"),
    path("mes-notifications/preferences/", views.preferences, name="notification-preferences"),
    path("mes-notifications/familles/<int:pk>/", views.group_message, name="group-message"),
    path("mes-notifications/<int:pk>/ouvrir/", views.open_notice, name="notification-open"),
]
