"""The tree of fields of expertise, kept in place after every migrate."""

# key, name, English name, parent's key
TREE = [
    ("technology", "技术", "Technology", ""),
    ("platform", "工业互联网平台", "Industrial internet platform", "technology"),
    ("data-collection", "工业数据采集与边缘接入", "Data collection and edge access", "technology"),
    ("industrial-app", "工业SaaS与工业APP", "Industrial SaaS and APP", "technology"),
    ("mes", "制造执行与生产管理（MES）", "Manufacturing execution (MES)", "technology"),
    ("cloud-edge", "云计算与边缘计算", "Cloud and edge computing", "technology"),
    ("microservice", "微服务与软件架构", "Microservices and software architecture", "technology"),
    ("security", "工业信息安全", "Industrial information security", "technology"),
    ("ai", "人工智能与大数据", "Artificial intelligence and big data", "technology"),
    ("network", "工业网络与标识解析", "Industrial networks and identifiers", "technology"),
    ("equipment", "智能装备与自动化", "Intelligent equipment and automation", "technology"),
    ("finance", "财务", "Finance", ""),
    ("audit", "财务审计", "Financial audit", "finance"),
    ("investment", "投融资", "Investment", "finance"),
    ("tax", "税务", "Taxation", "finance"),
    ("management", "管理", "Management", ""),
    ("business", "企业经营管理", "Business management", "management"),
    ("model", "商业模式与产业经济", "Business models and industrial economics", "management"),
    ("manufacturing", "制造业数字化转型", "Digital transformation of manufacturing", "management"),
    ("law", "法律与知识产权", "Law and intellectual property", "management"),
]


def ensure(sender, **kwargs) -> None:
    """Write what is missing; names that were changed since are left as they are."""
    from reviews.models import ExpertField

    there = {field.key: field for field in ExpertField.objects.all()}
    for key, name, name_en, parent in TREE:
        if key not in there:
            there[key] = ExpertField.objects.create(
                key=key, name=name, name_en=name_en, parent=there.get(parent)
            )
