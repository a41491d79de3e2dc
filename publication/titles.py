"""What lists are called: the Chinese titles of their documents, and the English ones of the pages."""

import re

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import Call, Kind

_FRAME = re.compile(r"^关于(?:组织)?(?:开展|做好)?|(?:工作)?的?通知$")
_DONE = re.compile(r"(?:企业)?(?:申报|认定|评价)(?:工作)?$")


def matter_of(title: str) -> str:
    """What a call's title is about, without its frame and what is done: “2026年第一批…资源池”.

    “关于组织开展2026年第一批资源池企业申报工作的通知” and “2026年第一批资源池企业认定” give the same.
    """
    return _DONE.sub("", _FRAME.sub("", title.strip()))


def publicity(call: Call) -> str:
    """The title of a publicity notice (公示)."""
    what = "企业评价结果" if call.kind == Kind.EVALUATION else "拟认定企业名单"
    return f"关于{matter_of(call.title)}{what}的公示"


def process(call: Call) -> str:
    """The steps that a list went through, as its notice names them."""
    stages = {"written": "书面审查", "defence": "现场答辩", "site": "实地考察"}
    held = "、".join(stages[stage] for stage in call.stage_weights)
    if call.kind == Kind.EVALUATION:
        return f"单位申请、地市合规性审查并提出推荐意见、市场数据核算、专家评审（{held}）、陈述申辩、审议"
    return f"企业申报、县（市、区）收集整理、地市合规性审查并推荐、专家评审（{held}）、审议"


def list_name(call: Call, *, proposed: bool = True) -> str:
    """What the list attached to a notice is called."""
    name = "评价结果名单" if call.kind == Kind.EVALUATION else "认定名单"
    return f"拟{name}" if proposed else name


def announcement(call: Call, *, amended: bool = False) -> str:
    """The title of an announcement (公告), for the officer to better."""
    what = "评价" if call.kind == Kind.EVALUATION else "认定"
    verb = "补充公布" if amended else "公布"
    return f"关于{verb}{matter_of(call.title)}企业{what}结果的公告"


def shown_publicity(call: Call) -> str:
    """The title of a publicity in the reader's language."""
    if (get_language() or "").startswith("en"):
        return _("Proposed list: %(title)s") % {"title": call.label}
    return publicity(call)


def shown_announcement(call: Call, title: str) -> str:
    """The title of an announcement in the reader's language; ``title`` is the official one."""
    if (get_language() or "").startswith("en") and call.title_en:
        return _("Announced: %(title)s") % {"title": call.title_en}
    return title
