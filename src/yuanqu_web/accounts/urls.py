"""Addresses of accounts and of the record."""

from django.urls import path

from yuanqu_web.accounts.views import entry, record

app_name = "accounts"
urlpatterns = [
    path("home/", entry.home, name="home"),
    path("account/demo/", entry.demo_login, name="demo_login"),
    path("account/view-as/", entry.view_as, name="view_as"),
    path("account/view-as/stop/", entry.stop_viewing, name="stop_viewing"),
    path("record/", record.record, name="record"),
    path("record/export/", record.export_record, name="record_export"),
    path("record/heads/", record.heads, name="heads"),
    path("powers/", record.powers, name="powers"),
]
