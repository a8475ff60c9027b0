"""Addresses of messages in /api/v1."""

from django.urls import path

from payments.correspondence.presentation.api import views

urlpatterns = [
    path("messages/threads", views.ThreadList.as_view()),
    path("messages/threads/<uuid:thread_id>", views.ThreadDetail.as_view()),
    path("messages/threads/<uuid:thread_id>/replies", views.ThreadReplies.as_view()),
    path("messages/files/<uuid:attachment_id>", views.MessageFile.as_view()),
]
