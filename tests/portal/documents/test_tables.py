"""Tables run no formulas and read back."""

from datetime import datetime

from django.utils import timezone

from portal.documents import tables


def test_tables_run_no_formula_and_take_moments_in_local_time():
    columns = [tables.Column("名称"), tables.Column("数")]
    moment = timezone.make_aware(datetime(2026, 11, 23, 9, 30))
    content = tables.workbook("表[1]: 一", columns, [["=1+1", 5], ["@x", None], [moment, 1.5]])

    assert tables.read_rows(content) == [
        ["名称", "数"],
        ["'=1+1", 5.0],
        ["'@x", ""],
        ["2026-11-23 09:30", 1.5],
    ]
    assert tables.csv_bytes(columns, [["-1", 2]]).decode() == "\ufeff名称,数\r\n'-1,2\r\n"
