"""The read-only interface for programs, ``/api/v1/``: described by OpenAPI, paged, cached, open to every origin."""
