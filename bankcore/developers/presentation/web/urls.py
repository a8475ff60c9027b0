"""Addresses of the developers' portal: all of it is for everybody."""

from django.urls import path

from bankcore.developers.presentation.web import views

urlpatterns = [
    path("developers/", views.home, name="developers"),
    path("developers/search/", views.search, name="developers_search"),
    path("developers/errors/", views.errors, name="developers_errors"),
    path("developers/events/", views.events, name="developers_events"),
    path("developers/testing/", views.testing, name="developers_testing"),
    path(
        "developers/bankcore.postman_collection.json",
        views.collection,
        name="developers_collection",
    ),
    path("developers/requests/<str:name>", views.occurrence, name="developers_occurrence"),
    path("developers/docs/<path:name>", views.document, name="developers_document"),
    path("llms.txt", views.llms, name="llms"),
]
