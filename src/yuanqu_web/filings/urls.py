"""Addresses of returns. A period in an address writes 2014-01_02 for January and February merged."""

from __future__ import annotations

from django.urls import path

from yuanqu_web.filings.views import basis, entry, files, inbox, review

app_name = "filings"
urlpatterns = [
    path("returns/", inbox.inbox, name="inbox"),
    path("returns/open/", inbox.open_period, name="open"),
    path("returns/notices/read/", inbox.read_notices, name="read_notices"),
    path("returns/periods/<uuid:id>/", inbox.change_period, name="period"),
    path("returns/periods/<uuid:id>/chase/", inbox.chase, name="chase"),
    path("returns/filings/<uuid:id>/", entry.filing, name="filing"),
    path("returns/filings/<uuid:id>/save/", entry.save, name="save"),
    path("returns/filings/<uuid:id>/submit/", entry.submit, name="submit"),
    path("returns/filings/<uuid:id>/withdraw/", entry.withdraw, name="withdraw"),
    path("returns/filings/<uuid:id>/carry/", entry.carry, name="carry"),
    path("returns/filings/<uuid:id>/check/", entry.check, name="check"),
    path("returns/filings/<uuid:id>/return/", entry.send_back, name="send_back"),
    path("returns/filings/<uuid:id>/accept/", entry.accept, name="accept"),
    path("returns/filings/<uuid:id>/unlock/", entry.unlock, name="unlock"),
    path("returns/filings/<uuid:id>/history/", entry.history, name="history"),
    path("returns/filings/<uuid:id>/template.xlsx", files.template, name="template"),
    path("returns/filings/<uuid:id>/upload/", files.upload, name="upload"),
    path("returns/firms/<uuid:id>/<slug:form>/<str:period>/", basis.of_firm, name="of_firm"),
    path("returns/<slug:form>/<str:period>/", review.review, name="review"),
    path("returns/<slug:form>/<str:period>/decide/", review.decide, name="decide"),
    path("returns/<slug:form>/<str:period>/accepted/", basis.accepted, name="accepted"),
]
