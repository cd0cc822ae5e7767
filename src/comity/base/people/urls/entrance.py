"""The addresses by whose names django-allauth leads people from step to step; they stand under no name of ours."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from comity.base.people.views import entering


urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", entering.sign_in, name="account_login"),
    path("sign-in/second/", entering.second, name="mfa_authenticate"),
]
if settings.DIRECTORY:
    urlpatterns += [
        path("directory/", include("allauth.socialaccount.providers.openid_connect.urls")),
        path("sign-in/", entering.sign_in, name="socialaccount_signup"),
        path("sign-in/", entering.sign_in, name="socialaccount_login_error"),
        path("sign-in/", entering.sign_in, name="socialaccount_login_cancelled"),
        path("security/", entering.sign_in, name="socialaccount_connections"),
    ]
