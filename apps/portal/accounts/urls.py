from django.urls import path

from . import activation, captcha, credentials, profile, sign_in, sign_up

urlpatterns = [
    path("connexion/", sign_in.sign_in, name="sign-in"),
    path("deconnexion/", sign_in.sign_out, name="sign-out"),
    path("rester-connecte/", sign_in.extend, name="session-extend"),
    path("creer-mon-espace/", sign_up.sign_up, name="sign-up"),
    path("creer-mon-espace/confirmation/", sign_up.done, name="sign-up-done"),
    path("creer-mon-espace/photo/", sign_up.photo, name="sign-up-photo"),
    path("creer-mon-espace/controle/", captcha.refresh, name="captcha-refresh"),
    path("creer-mon-espace/controle/chiffres.wav", captcha.sound, name="captcha-sound"),
    path("creer-mon-espace/controle/<slug:opaque>.svg", captcha.image, name="captcha-image"),
    path("creer-mon-espace/<slug:step>/", sign_up.sign_up, name="sign-up"),
    path("activation/<str:token>/", activation.activation, name="activation"),
    path("activation/<str:token>/nouveau-lien/", activation.new_link, name="activation-new-link"),
    path("mot-de-passe-oublie/", credentials.password_forgotten, name="password-forgotten"),
    path("nouveau-mot-de-passe/<str:token>/", credentials.password_reset, name="password-reset"),
    path("nouvelle-adresse/<str:token>/", credentials.email_confirm, name="email-confirm"),
    path("mot-de-passe-a-choisir/", sign_in.password_change_required, name="password-change-required"),
    path("conditions-a-accepter/", sign_in.cgu_accept, name="cgu-accept"),
    path("compte-en-attente/", sign_in.account_pending, name="account-pending"),
    path("mon-espace/profil/", profile.profile, name="profile"),
    path("mon-espace/profil/photo/", profile.photo, name="profile-photo"),
    path("mon-espace/profil/courriel/", credentials.email_change, name="email-change"),
    path("mon-espace/identifiants/", credentials.identifiers, name="identifiers"),
    path("mon-espace/connexions/", credentials.sessions, name="sessions"),
    path("adresses/", profile.search_address, name="address-search"),
]
