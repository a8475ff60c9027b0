"""Addresses of the developers' portal: for everybody, but for the keys of who is logged in."""

from django.urls import path

from bankcore.developers.presentation.web import keys, views

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
    path("developers/keys/", keys.keys, name="developers_keys"),
    path("developers/keys/<str:client_id>/rotate/", keys.rotate, name="developers_key_rotate"),
    path("developers/keys/<str:client_id>/revoke/", keys.revoke, name="developers_key_revoke"),
    path("developers/requests/<str:name>", views.occurrence, name="developers_occurrence"),
    path("developers/docs/<path:name>", views.document, name="developers_document"),
    path("llms.txt", views.llms, name="llms"),
]
