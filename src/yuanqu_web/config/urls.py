"""Addresses. Chinese pages have no prefix; English pages lie under /en/."""

from __future__ import annotations

from importlib.util import find_spec

from django.apps import apps
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path

from yuanqu_web.api.api import api
from yuanqu_web.api.views import nothing_here
from yuanqu_web.jobs.health import health, metrics

# Every application of ours that has addresses.
PAGES = [
    f"{config.name}.urls"
    for config in apps.get_app_configs()
    if config.name.startswith("yuanqu_web.") and find_spec(f"{config.name}.urls")
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("api/", api.urls),
    re_path(r"^api/[\s\S]*$", nothing_here, name="nothing_here"),
    *i18n_patterns(
        *(path("", include(pages)) for pages in PAGES),
        path("account/", include("allauth.account.urls")),
        path("account/two-steps/", include("allauth.mfa.urls")),
        path("account/identity/", include("allauth.socialaccount.providers.openid_connect.urls")),
        path("account/identity/", include("allauth.socialaccount.urls")),
        prefix_default_language=False,
    ),
]

handler404 = "yuanqu_web.ui.views.not_found"
handler500 = "yuanqu_web.ui.views.failed"
