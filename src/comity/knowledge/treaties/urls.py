"""The addresses of the pages about treaties."""

from django.urls import path

from comity.knowledge.treaties.views import articles, between, instruments, participation, staff


app_name = "treaties"
urlpatterns = [
    path("", instruments.catalogue, name="list"),
    path("between/", between.between, name="between"),
    path("<str:symbol>/", instruments.page, name="page"),
    path("<str:symbol>/participation/", participation.table, name="participation"),
    path("<str:symbol>/participation.csv", participation.as_csv, name="participation-csv"),
    path("<str:symbol>/statements/", participation.statements, name="statements"),
    path("<str:symbol>/actions/", staff.listing, name="actions"),
    path("<str:symbol>/actions/new/", staff.record, name="action-new"),
    path("<str:symbol>/actions/<int:pk>/", staff.correct, name="action"),
    path("<str:symbol>/articles/<str:number>/", articles.page, name="article"),
]
