from django.urls import path

from apps.portal.activities import views

urlpatterns = [
    path("activites/", views.activities, name="activities"),
    path("activites/<slug:slug>/", views.activity, name="activity"),
    path("mes-enfants/<int:pk>/ecole/", views.child_school, name="child-school"),
    path("mes-enfants/<int:pk>/ecole/<str:year>/", views.child_school, name="child-school"),
]
