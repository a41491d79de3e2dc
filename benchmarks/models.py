"""The plain table that the bare list shows."""

from django.db import models


class PlainRow(models.Model):
    """A row with as many columns as a desk shows, and one index to list by."""

    name = models.CharField(max_length=120)
    code = models.CharField(max_length=18)
    number = models.CharField(max_length=32)
    place = models.CharField(max_length=40)
    state = models.CharField(max_length=20)
    deadline = models.DateTimeField(db_index=True)
