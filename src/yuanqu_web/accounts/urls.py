"""Addresses of accounts, organisations, the matrix of authority, signatures, and of the record."""

from django.urls import path

from yuanqu_web.accounts.views import authority, entry, jobs, organisations, people, record, signatures

app_name = "accounts"
urlpatterns = [
    path("home/", entry.home, name="home"),
    path("account/demo/", entry.demo_login, name="demo_login"),
    path("account/view-as/", entry.view_as, name="view_as"),
    path("account/view-as/stop/", entry.stop_viewing, name="stop_viewing"),
    path("accounts/", people.people, name="accounts"),
    path("accounts/add/", people.add, name="person_add"),
    path("accounts/<uuid:id>/", people.person, name="person"),
    path("accounts/<uuid:id>/change/", people.change, name="person_change"),
    path("accounts/<uuid:id>/seats/", people.give_seat, name="seat_give"),
    path("accounts/<uuid:id>/seats/<int:seat>/end/", people.end_seat, name="seat_end"),
    path("accounts/<uuid:id>/active/", people.set_active, name="person_active"),
    path("accounts/<uuid:id>/password/", people.password, name="person_password"),
    path("accounts/<uuid:id>/two-steps/", people.two_steps, name="person_two_steps"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/add/", organisations.add, name="organisation_add"),
    path("organisations/<uuid:id>/", organisations.organisation, name="organisation"),
    path("organisations/<uuid:id>/rename/", organisations.rename, name="organisation_rename"),
    path("organisations/<uuid:id>/move/", organisations.move, name="organisation_move"),
    path("organisations/<uuid:id>/close/", organisations.close, name="organisation_close"),
    path("authority/", authority.matrices, name="authority"),
    path("authority/<slug:place>/", authority.matrix, name="matrix"),
    path("authority/<slug:place>/<str:act>/", authority.change, name="authority_change"),
    path("authority/<slug:place>/<str:act>/end/", authority.end, name="authority_end"),
    path("jobs/<uuid:id>/cancel/", jobs.cancel, name="job_cancel"),
    path("signatures/", signatures.waiting, name="signatures"),
    path("signatures/<uuid:id>/", signatures.decide, name="signature"),
    path("record/", record.record, name="record"),
    path("record/export/", record.export_record, name="record_export"),
    path("record/heads/", record.heads, name="heads"),
    path("powers/", record.powers, name="powers"),
]
