"""Where the provider of one's own organisation is asked and sends people back to, whatever their language."""

from django.urls import URLPattern, path

from comity.base.people.views import directing


urlpatterns: list[URLPattern] = [
    path("oidc/<slug:provider_id>/login/", directing.leave, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", directing.come_back, name="openid_connect_callback"),
]
