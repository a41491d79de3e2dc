"""Expert review: the register, panels, recusals, stages, scores, the report."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReviewsConfig(AppConfig):
    name = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the tree of fields in place; enter this floor's notices, documents, readers, panels, menus, clockwork."""
        from reviews import clockwork, documents, fields, hooks, moved, navigation, notices
        from reviews.drawing import entering

        post_migrate.connect(fields.ensure, sender=self, dispatch_uid="expert_fields")
        notices.register()
        documents.register()
        hooks.register()
        moved.register()
        clockwork.register()
        navigation.register()
        entering.register()
