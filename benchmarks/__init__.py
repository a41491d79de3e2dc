"""What is fast, measured beside its floor in one run (``make bench``)."""
