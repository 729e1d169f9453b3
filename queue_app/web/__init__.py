"""HTTP: the API, the pages, push over Socket.IO. Decides nothing; asks and presses what lies below."""

from __future__ import annotations

from importlib import import_module

from flask import Flask
from flask_openapi import OpenAPI

from queue_app.web import (
    access_log,
    compression,
    errors,
    headers,
    health,
    limits,
    metrics,
    openapi,
)
from queue_app.web.api import (
    accuracy,
    citizen,
    desk,
    downloads,
    helping,
    issuing,
    manager,
    paper,
    printers,
    public,
    reception,
    session,
    speech,
    telling,
    watching,
    what_if,
)
from queue_app.web.pages import citizens, devices, login, sounds, staff, texts, words
from queue_app.web.proxies import TrustedProxies
from queue_app.web.schemas.answers import Problem
from queue_app.web.services import EXTENSION, Services

__all__ = ["BODY_LIMIT", "create_app", "create_operations"]

BODY_LIMIT = 64 * 1024
"""Bytes of the largest request."""

APIS = (
    public, issuing, citizen, desk, reception, paper, telling, helping, manager, printers, accuracy,
    watching, downloads, what_if, speech, session,
)  # fmt: skip
PAGES = (citizens, devices, login, staff, texts, sounds)
SCREENS = ("kiosk", "displays")


def create_app(services: Services) -> Flask:
    """Build the web floor upon the services."""
    app = OpenAPI(
        __name__,
        info={
            "title": "Queue and waiting times",
            "version": services.version,
            "description": openapi.DESCRIPTION,
        },
        security_schemes=openapi.SECURITY_SCHEMES,
        validation_error_model=Problem,
        doc_ui=False,
    )
    app.openapi_version = openapi.VERSION
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.config["MAX_FORM_MEMORY_SIZE"] = BODY_LIMIT
    # Files are revalidated by their tag: after an update nobody sees yesterday's page.
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = None
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of Flask's default provider
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # likewise; six bytes a letter less
    app.extensions[EXTENSION] = services
    app.extensions["pages"] = devices.Pages()
    access_log.register(app)
    metrics.register(app, services)
    words.register(app)
    limits.configure(app, services.config.push.queue)
    compression.register(app)
    headers.register(app)
    errors.register(app)
    for api in APIS:
        app.register_api(api.api)
    for page in PAGES:
        app.register_blueprint(page.blueprint)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(openapi.blueprint)
    for screen in SCREENS:
        app.register_blueprint(import_module(screen).blueprint)
    if services.config.server.trusted_proxies:
        proxied = TrustedProxies(app.wsgi_app, services.config.server.trusted_proxies)
        app.wsgi_app = proxied  # type: ignore[assignment]  # Flask's documented way
    return app


def create_operations(services: Services) -> Flask:
    """What a process without pages shows to operators: that it is alive, and its figures."""
    app = Flask(__name__, static_folder=None)
    app.extensions[EXTENSION] = services
    access_log.register(app)
    metrics.register(app, services)
    app.add_url_rule("/healthz", view_func=health.alive)
    return app
