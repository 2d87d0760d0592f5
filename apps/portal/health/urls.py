from django.urls import path

from apps.portal.health import views

urlpatterns = [
    path("enfants/<int:pk>/sante/", views.child_health, name="child-health"),
    path("enfants/<int:pk>/sante/toujours-exact/", views.confirm_health, name="child-health-confirm"),
    path("enfants/<int:pk>/sante/pai/<int:plan_pk>/retirer/", views.withdraw_plan, name="child-plan-withdraw"),
]
