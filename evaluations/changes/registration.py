"""What this room enters in the registries, at start-up."""

from evaluations.changes import clockwork, material, notices, panels, record_words


def register() -> None:
    """Enter everything; called once, from the app."""
    notices.register()
    material.register()
    clockwork.register()
    panels.register()
    record_words.register()
