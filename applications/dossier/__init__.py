"""The dossier as data: what each section asks, what is missing, how it is read and compared."""
