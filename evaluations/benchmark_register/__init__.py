"""The province's register of benchmark projects (应用标杆): entries, tables, and what a dossier says against it."""
