"""The site visit (annex 1, step 6): planned, written on the spot, signed by both inspectors."""
