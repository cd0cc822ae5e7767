"""The addresses by whose names django-allauth leads people from step to step; they stand under no name of ours."""

from django.urls import URLPattern, URLResolver, path

from comity.base.people.views import entering


urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", entering.sign_in, name="account_login"),
    path("sign-in/second/", entering.second, name="mfa_authenticate"),
    path("sign-in/", entering.sign_in, name="socialaccount_signup"),
    path("sign-in/", entering.sign_in, name="socialaccount_login_error"),
    path("sign-in/", entering.sign_in, name="socialaccount_login_cancelled"),
]
