"""Where every address leads. The only module that knows all faces and rooms."""

from typing import Any

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from hamkori.faces.portal.views import to_statistics
from hamkori.kernel import views as house

COMMUNITY = [
    path("", include("hamkori.faces.portal.urls")),
    path("", include("hamkori.rooms.concerns.urls.resident")),
    path("desk/", include("hamkori.rooms.concerns.urls.desk")),
    path("desk/", include("hamkori.rooms.insight.urls")),
    path("", include("hamkori.rooms.programmes.urls.public")),
    path("desk/", include("hamkori.rooms.programmes.urls.desk")),
    path("", include("hamkori.rooms.problems.urls.public")),
    path("desk/", include("hamkori.rooms.problems.urls.desk")),
    path("", include("hamkori.rooms.commitments.urls.public")),
    path("desk/", include("hamkori.rooms.commitments.urls.desk")),
]
STATISTICS = [
    path("", include("hamkori.rooms.crime.urls.public")),
    path("desk/", include("hamkori.rooms.crime.urls.desk")),
]
CALM = [path("", include("hamkori.rooms.concerns.urls.calm"))]
"""Where words before harm lead to: also where nothing else of the concerns is served."""
BOTH = [
    path("desk/", include("hamkori.rooms.bodies.urls")),
    path("desk/", include("hamkori.society.places.urls")),
    path("desk/", include("hamkori.society.countries.urls")),
    path("", include("hamkori.society.countries.guide_urls")),
    path("", include("hamkori.society.accounts.urls")),
]
FIRST = [path("desk/", include("hamkori.faces.desk.urls"))]
"""What everybody at a desk opens first is looked up first: an address is compared with the patterns one by one."""
PROFILES: dict[str, list[Any]] = {
    "community": [*FIRST, *COMMUNITY, *BOTH],
    "statistics": [path("", to_statistics, name="home"), *FIRST, *STATISTICS, *CALM, *BOTH],
    "all": [*FIRST, *COMMUNITY, *STATISTICS, *BOTH],
}
"""Police statistics and community rooms are served apart (K58); all together in the demo only."""

urlpatterns = [
    path("healthz", house.healthz, name="healthz"),
    path("ping", house.healthz, name="ping"),
    path("", include("hamkori.faces.portal.urls_root")),
    *i18n_patterns(*PROFILES[settings.HAMKORI_PROFILE]),
]

handler400 = "hamkori.kernel.views.bad_request"
handler404 = "hamkori.kernel.views.page_not_found"
handler500 = "hamkori.kernel.views.our_error"
