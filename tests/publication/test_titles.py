"""What lists are called, from calls titled as a province titles them."""

import pytest
from django.utils import translation

from applications.models import Call
from publication import titles

POOL = "2026年第一批广东省工业互联网产业生态供给资源池"


@pytest.mark.parametrize(
    "title",
    [
        POOL + "企业认定",
        POOL + "企业申报",
        f"关于开展{POOL}企业申报工作的通知",
        f"关于组织开展{POOL}企业认定的通知",
    ],
)
def test_the_frame_of_a_call_is_taken_off(title):
    call = Call(title=title, kind="recognition")
    assert titles.publicity(call) == f"关于{POOL}拟认定企业名单的公示"
    assert titles.announcement(call) == f"关于公布{POOL}企业认定结果的公告"
    assert titles.announcement(call, amended=True) == f"关于补充公布{POOL}企业认定结果的公告"


def test_an_evaluation_has_its_own_words():
    call = Call(title=POOL + "企业评价", kind="evaluation")
    assert titles.publicity(call) == f"关于{POOL}企业评价结果的公示"
    assert titles.announcement(call) == f"关于公布{POOL}企业评价结果的公告"


def test_the_reader_of_english_reads_the_english_title():
    call = Call(title=POOL + "企业认定", title_en="Recognition 2026, batch 1", kind="recognition")
    with translation.override("en"):
        assert titles.shown_publicity(call) == "Proposed list: Recognition 2026, batch 1"
        assert titles.shown_announcement(call, "公告") == "Announced: Recognition 2026, batch 1"
    with translation.override("zh-hans"):
        assert titles.shown_announcement(call, "公告") == "公告"
