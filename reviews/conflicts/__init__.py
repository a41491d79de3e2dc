"""Conflicts between people and enterprises: found on a graph of stated relations, settled, worded.

``graph`` and ``names`` are pure; the rest knows the database. What other rooms ask stands here.
"""


def between(experts, files, at):
    """``{(expert id, file id): Path}``; see :func:`reviews.conflicts.finding.between`."""
    from reviews.conflicts import finding

    return finding.between(experts, files, at)


def rotation(experts, files, at):
    """``{(expert id, file id): times}`` of pairs that have reached the rotation's limit of their call."""
    from reviews.conflicts import rotations

    return rotations.reached(experts, files, at)
