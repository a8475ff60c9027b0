"""Pages of the developers' portal: the repository's pages, the schema, the code's own tables."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from bankcore.developers.domain import handbook as table
from bankcore.developers.services import collection as collections
from bankcore.developers.services import handbook, samples
from payments.gateway import public as gateway
from payments.interbank import public as interbank
from payments.payees import public as payees

_LANGUAGES = (("sh", "curl"), ("python", "Python"), ("js", "JavaScript"))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the first call in three languages, and where everything is."""
    blocks = handbook.first_call()
    calls = [(language, title, blocks[language]) for language, title in _LANGUAGES]
    return _page(request, "home", {"calls": calls})


@require_safe
def document(request: HttpRequest, name: str) -> HttpResponse:
    """Show a page; with .md as it is written, and the files that go with pages as they are."""
    if name in table.FILES:
        return _plain(*handbook.file_of(name))
    stem = name.removesuffix(".md").rstrip("/")
    if stem not in table.NAMES:
        raise Http404
    if name.endswith(".md"):
        return _plain(handbook.text_of(stem), "text/markdown")
    if not name.endswith("/"):
        return redirect(table.page_at(stem))
    return _page(request, "document", {"page": handbook.page(stem), "name": stem})


@require_safe
def errors(request: HttpRequest) -> HttpResponse:
    """Show every error with its cause and cure: here leads the `type` of each problem."""
    query = request.GET.get("q", "")[:100]
    shown = {
        "query": query,
        "entries": handbook.errors_with(query),
        "declines": gateway.DECLINES.values(),
    }
    return _page(request, "errors", shown)


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """Show every type of event with an example."""
    shown = {"merchants": samples.of_merchants(), "clients": samples.of_clients()}
    return _page(request, "events", shown)


@require_safe
def testing(request: HttpRequest) -> HttpResponse:
    """Show what test cards, test amounts and test payees do."""
    shown = {
        "cards": gateway.SANDBOX_CARDS,
        "amounts": gateway.SANDBOX_AMOUNTS,
        "payments": interbank.SANDBOX_PAYMENTS,
        "payees": payees.SANDBOX_PAYEES,
    }
    return _page(request, "testing", shown)


@require_safe
def occurrence(request: HttpRequest, name: str) -> HttpResponse:
    """Say how a request is looked up: here leads the `instance` of each problem."""
    return _page(request, "occurrence", {"request_id": name})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the places over which the words stand."""
    query = request.GET.get("q", "")[:100]
    return _page(request, "search", {"query": query, "found": handbook.search(query)})


@require_safe
def collection(request: HttpRequest) -> HttpResponse:
    """Give the collection of requests for Postman."""
    del request
    made = collections.made(base_url=settings.PUBLIC_ADDRESS)
    response = HttpResponse(json.dumps(made, indent=1), content_type="application/json")
    name = "bankcore.postman_collection.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """Tell language models where the pages are, as they are written (llmstxt.org)."""
    address = settings.PUBLIC_ADDRESS
    lines = [
        "# Bankcore Demo Bank",
        "",
        "> The API of a bank on one double-entry ledger: accounts and movements under /api/v1,",
        "> merchants' payments in Stripe's shapes under /v1. A demonstration without real money.",
        "",
        f"- [OpenAPI 3.1]({address}/api/v1/schema/): every operation, with examples",
        f"- [Errors]({address}/developers/docs/api-errors.md): every code, its cause and its cure",
    ]
    for title, entries in handbook.contents():
        lines += ["", f"## {title}", ""]
        lines += [f"- [{each.title}]({address}/developers/docs/{each.name}.md)" for each in entries]
    del request
    return _plain("\n".join(lines) + "\n", "text/plain")


def _page(request: HttpRequest, name: str, shown: dict[str, Any]) -> HttpResponse:
    context = {"contents": handbook.contents(), "here": name, **shown}
    return render(request, f"web/developers/{name}.html", context)


def _plain(text: str, media_type: str) -> HttpResponse:
    return HttpResponse(text, content_type=f"{media_type}; charset=utf-8")
