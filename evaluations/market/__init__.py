"""Market data: reading, checking, importing, the interface, disputes."""
