"""Invented names. Every enterprise and person of the demonstration says that it is one: （演示）."""

from random import Random

FIRST = "云智联数星河海岭穗粤鹏锐拓启恒远铭博凌盛宏泰信创新工物".replace(" ", "")
SECOND = "链控图算芯桥帆汇擎维象码捷腾达源景川峰翼序衡"
TRADES = [
    "智造科技", "工业软件", "物联技术", "数据科技", "云制造服务", "自动化系统", "信息技术", "工业互联网",
    "智能装备", "数字科技", "协同制造", "传感技术", "能源数字化", "模具云平台", "供应链科技", "质量大数据",
]  # fmt: skip
FORMS = ["有限公司", "股份有限公司", "有限责任公司"]
SURNAMES = "陈林黄李张梁吴刘罗郑谢杨周许蔡何邓冯叶曾潘温彭苏卢莫赖"
GIVEN = [
    "志远",
    "晓彤",
    "建明",
    "雅琪",
    "嘉豪",
    "思敏",
    "文博",
    "丽华",
    "俊杰",
    "慧琳",
    "国栋",
    "静怡",
    "海涛",
    "婉婷",
    "喆",
    "珺",
    "堃",
    "赟",
]
EMPLOYERS = [
    "岭南理工研究院（演示）", "粤湾工业技术学院（演示）", "南方装备检测中心（演示）", "珠江会计师事务所（演示）",
    "湾区数字经济研究所（演示）", "华南制造业创新中心（演示）", "穗城产业投资咨询（演示）", "粤东智能制造研究院（演示）",
]  # fmt: skip
MARK = "（演示）"


def enterprises(count: int, cities: list[str]) -> list[str]:
    """``count`` different names; the n-th belongs to ``cities[n]`` (the city's name without 市)."""
    random = Random(348)
    taken: set[str] = set()
    names = []
    for n in range(count):
        while True:
            brand = random.choice(FIRST) + random.choice(SECOND)
            trade = random.choice(TRADES)
            if (cities[n], brand) not in taken:
                break
        taken.add((cities[n], brand))
        names.append(f"{cities[n]}{brand}{trade}{random.choice(FORMS)}{MARK}")
    return names


def people(count: int, seed: int = 1) -> list[str]:
    """``count`` different personal names with the mark."""
    random = Random(seed)
    names: dict[str, None] = {}
    while len(names) < count:
        names[
            random.choice(SURNAMES)
            + random.choice(GIVEN)
            + ("" if random.random() < 0.5 else random.choice("华明宇欣平"))
        ] = None
    return [name + MARK for name in names]
