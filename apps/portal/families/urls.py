from django.urls import path

from apps.portal.families import certifying, changes, family, portraits, quotient, ties, views

urlpatterns = [
    path("demarches/famille/", views.declaration, name="family-declaration"),
    path("demarches/famille/personne/<str:key>/", views.person, name="family-declaration-person"),
    path("demarches/famille/personne/<str:key>/retirer/", views.remove_person, name="family-declaration-remove"),
    path("demarches/famille/pieces/", views.documents, name="family-declaration-documents"),
    path("demarches/famille/pieces/<int:pk>/retirer/", views.detach, name="family-declaration-detach"),
    path("demarches/famille/seul/", views.alone, name="family-declaration-alone"),
    path("demarches/famille/recapitulatif/", views.recap, name="family-declaration-recap"),
    path("demarches/famille/deposee/<str:number>/", views.done, name="family-declaration-done"),
    path("demarches/famille/abandonner/", views.abandon, name="family-declaration-abandon"),
    path("ma-famille/", family.family, name="family"),
    path("ma-famille/confirmer/", certifying.certification, name="certification"),
    path("ma-famille/lien/", ties.family_tie, name="family-tie"),
    path("ma-famille/quotient-familial/", quotient.quotient, name="quotient"),
    path("ma-famille/quotient-familial/franceconnect/", quotient.quotient_franceconnect, name="quotient-franceconnect"),
    path("ma-famille/quotient-familial/verifier/", quotient.quotient_check, name="quotient-check"),
    path("ma-famille/cle/", family.service_key, name="service-key"),
    path("ma-famille/enfant/<int:pk>/", family.child, name="child"),
    path("ma-famille/enfant/<int:pk>/naissance/", changes.birth, name="birth"),
    path("ma-famille/enfant/<int:pk>/garde/", changes.custody, name="custody"),
    path("ma-famille/modifier/<str:key>/", changes.member_change, name="member-change"),
    path("ma-famille/membre/<int:pk>/photo/", portraits.member_portrait, name="member-portrait"),
    path("ma-famille/membre/<int:pk>/photo.jpg", portraits.member_portrait_image, name="member-portrait-image"),
    path("ma-famille/contact/<int:pk>/photo/", portraits.contact_portrait, name="contact-portrait"),
    path("ma-famille/contact/<int:pk>/photo.jpg", portraits.contact_portrait_image, name="contact-portrait-image"),
    path("ma-famille/contact/<int:pk>/modifier/", changes.contact_change, name="contact-change"),
    path("ma-famille/contact/<int:pk>/retirer/", family.contact_remove, name="contact-remove"),
]
