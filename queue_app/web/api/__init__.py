"""The HTTP API, one module an actor: what it takes and answers stands in `queue_app.web.schemas`."""
