"""Between a record's places and the rows of the portal."""

from datetime import datetime
from functools import cached_property

from reviews.draw.plan import from_document
from reviews.draw.substitutes import SEATED, Seating
from reviews.drawing import drafts
from reviews.models import Draw, DrawExpert, DrawFile, ReviewFile


class Rows:
    """The files and experts of a frozen draw by place, and back."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw

    @cached_property
    def files(self) -> list[int]:
        """The id of the file at each place."""
        return list(DrawFile.objects.filter(draw=self.draw).order_by("place").values_list("file", flat=True))

    @cached_property
    def experts(self) -> list[int]:
        """The id of the expert at each place."""
        return list(
            DrawExpert.objects.filter(draw=self.draw).order_by("place").values_list("expert", flat=True)
        )

    @cached_property
    def file_place(self) -> dict[int, int]:
        return {pk: place for place, pk in enumerate(self.files)}

    @cached_property
    def expert_place(self) -> dict[int, int]:
        return {pk: place for place, pk in enumerate(self.experts)}

    @staticmethod
    def seating(record: dict) -> Seating:
        """Who sits where by the record, replacements included."""
        return Seating(from_document(record["frozen"]), record)

    def note_replacement(self, draw: Draw, file: ReviewFile, record: dict, *, by, at: datetime) -> int | None:
        """Put the last event of ``record`` on record; the id of who was seated, None when nobody is left."""
        event = record["events"][-1]
        opened = event["opened"]
        seated = opened[-1]["expert"] if opened and opened[-1]["outcome"] == SEATED else None
        fresh = self.experts[seated] if seated is not None else None
        gone = self.experts[event["vacated"]] if event["vacated"] is not None else None
        if fresh is None:
            draw.files.filter(file=file).update(is_exhausted=True)
        drafts.note(
            draw,
            "open_substitute",
            by=by,
            at=at,
            file=file.application_id,
            left=gone,
            ground=event["ground"],
            opened=len(opened),
            seated=fresh,
            record=record["digests"]["record"],
        )
        return fresh
