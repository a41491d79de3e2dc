"""The few drawings of the portal, as paths on a 16 by 16 field, drawn with the text's colour."""

_LINE = 'fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"'


def _line(*paths: str) -> str:
    return "".join(f'<path {_LINE} d="{path}"/>' for path in paths)


ICONS: dict[str, str] = {
    "check": _line("M3 8.5 6.5 12 13 4.5"),
    "cross": _line("M4 4l8 8M12 4l-8 8"),
    "warning": _line("M8 2 1.8 13.5h12.4L8 2z", "M8 6.5v3.2M8 11.6v.1"),
    "info": _line("M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z", "M8 7.4v3.6M8 5v.1"),
    "search": _line("M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z", "M10.4 10.4 14 14"),
    "download": _line("M8 2v8M4.8 7 8 10.2 11.2 7", "M2.5 13.5h11"),
    "upload": _line("M8 10.5V2.5M4.8 5.6 8 2.4l3.2 3.2", "M2.5 13.5h11"),
    "file": _line("M4 1.8h5.5L12.5 5v9.2H4z", "M9.2 2v3.2h3.2"),
    "paper": _line("M4 1.8h8v12.4H4z", "M6.2 5h3.6M6.2 8h3.6M6.2 11h2"),
    "mail": _line("M1.8 3.5h12.4v9H1.8z", "M2 4l6 4.8L14 4"),
    "person": _line(
        "M8 2.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z", "M2.6 14c.4-2.8 2.6-4.4 5.4-4.4s5 1.6 5.4 4.4"
    ),
    "menu": _line("M2 4h12M2 8h12M2 12h12"),
    "previous": _line("M10 3 5 8l5 5"),
    "next": _line("M6 3l5 5-5 5"),
    "lock": _line("M3.5 7h9v7h-9z", "M5.5 7V4.8a2.5 2.5 0 0 1 5 0V7"),
    "clock": _line("M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z", "M8 4.6V8l2.4 1.6"),
    "print": _line("M4.5 6V2h7v4", "M4.5 11.5h-2.3V6h11.6v5.5h-2.3", "M4.5 9.5h7V14h-7z"),
}
