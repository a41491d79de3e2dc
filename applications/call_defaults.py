"""What a new call starts with: materials and rubric of its kind. All of it can be changed in the draft."""

from applications.models import Kind

# key, name, English name, formats, mandatory, paper copies
MATERIALS = {
    Kind.RECOGNITION: [
        ("form", "申报书（盖章扫描件）", "Application form (sealed scan)", ["pdf"], True, 2),
        ("licence", "营业执照", "Business licence", ["pdf", "jpg", "png"], True, 2),
        (
            "commitment",
            "真实性承诺书（盖章扫描件）",
            "Sealed commitment to truthfulness",
            ["pdf", "jpg", "png"],
            True,
            2,
        ),
        ("audit", "近三年财务审计报告", "Audit reports of the last three years", ["pdf"], True, 2),
        (
            "contracts",
            "应用案例合同及验收证明",
            "Contracts and acceptance records of the cases",
            ["pdf"],
            True,
            2,
        ),
        (
            "ip",
            "知识产权及资质证书",
            "Intellectual property and qualifications",
            ["pdf", "jpg", "png"],
            False,
            2,
        ),
        (
            "startup",
            "创新创业型企业证明材料",
            "Evidence of being a start-up",
            ["pdf", "jpg", "png"],
            False,
            0,
        ),
        ("other", "其他佐证材料", "Other evidence", ["pdf", "jpg", "png", "docx", "xlsx"], False, 0),
    ],
    Kind.EVALUATION: [
        ("form", "评价申请书（盖章扫描件）", "Evaluation form (sealed scan)", ["pdf"], True, 2),
        (
            "commitment",
            "真实性承诺书（盖章扫描件）",
            "Sealed commitment to truthfulness",
            ["pdf", "jpg", "png"],
            True,
            2,
        ),
        (
            "market",
            "工业企业“上云上平台”服务情况证明",
            "Evidence of services to industrial enterprises",
            ["pdf", "xlsx"],
            True,
            2,
        ),
        (
            "products",
            "服务产品迭代优化及新产品研发材料",
            "Product iteration and development",
            ["pdf"],
            True,
            2,
        ),
        ("other", "其他佐证材料", "Other evidence", ["pdf", "jpg", "png", "docx", "xlsx"], False, 0),
    ],
}

# key, name, English name, weight: annex 1 step 6 and annex 2 step 4, weights of the domain's figures
INDICATORS = {
    Kind.RECOGNITION: [
        ("basic", "基本信息", "Basic information", 10),
        ("operations", "运营情况", "Operations", 15),
        ("team", "核心团队", "Core team", 15),
        ("business_model", "商业模式", "Business model", 10),
        ("products", "产品服务", "Products and services", 20),
        ("cases", "应用案例", "Application cases", 20),
        ("market", "市场评价", "Market assessment", 10),
    ],
    Kind.EVALUATION: [
        ("benchmarks", "工业互联网标杆项目实施情况", "Benchmark projects", 25),
        ("cloud", "工业企业“上云上平台”服务企业情况", "Enterprises served in moving to the cloud", 25),
        ("iteration", "服务产品迭代优化情况", "Iteration of service products", 15),
        ("development", "新产品研发情况", "Development of new products", 10),
        ("clients", "客户评价反馈情况", "Clients' feedback", 15),
        ("city_opinion", "地市推荐意见", "The city's opinion", 10),
    ],
}
# Who gives the points of an evaluation's indicators; experts give those of all others.
BASIS = {"cloud": "computed", "clients": "computed", "city_opinion": "city"}
# Shares of written review, defence and site visit that a form begins with.
STAGES = {Kind.RECOGNITION: (50, 30, 20), Kind.EVALUATION: (100, 0, 0)}

VETO_ITEMS = [
    "提供虚假材料或隐瞒重要事实",
    "被列入严重失信主体名单",
    "近五年内发生重大安全、环保、质量事故",
]

BODY = """为贯彻落实《广东省工业互联网产业生态供给资源池优秀供应商培育工作方案》，现组织开展资源池企业申报工作，有关事项通知如下。

一、申报条件
在广东省内注册、具有独立法人资格，能够提供低成本、快部署、易运维、强安全的工业互联网服务产品的平台商或服务商。重点支持和鼓励创新创业型企业申报。

二、申报程序
申报单位（企业）在线填报并提交电子材料，同时向所在县（市、区）主管部门递交纸质材料（东莞市、中山市径向市主管部门递交）。县（市、区）主管部门收集整理，地级以上市主管部门合规性审查并提出推荐意见后报省，同时抄送广东省工业互联网产业联盟。

三、工作要求
申报单位（企业）对材料的真实性负责。各级主管部门应在规定的工作日内办理，逾期将予以督办。"""

EVALUATION_BODY = """为贯彻落实《广东省工业互联网产业生态供给资源池优秀供应商培育工作方案》，现组织开展省资源池企业年度评价工作，有关事项通知如下。

一、评价对象
省资源池全部在池单位（企业）。未按时递交评价申请的，列为“未参加评价”，由省主管部门研究处理。

二、评价程序
各单位（企业）在线填报并提交电子材料，同时径向所在地级以上市主管部门递交纸质材料。地市主管部门合规性审查后评分并提出推荐意见，连同材料报省，同时抄送广东省工业互联网产业联盟；地市意见为不推荐的，相应计分，材料照常上报；逾期未提出意见的，按“无意见”上报，该项权重按比例分摊至其余指标。

三、评价结果
评价结果分为优秀、合格、不合格三个档次。拟评为不合格的，公示前书面告知理由并听取陈述申辩。评价为优秀的予以重点培育，评价为不合格的移出省资源池。"""

BODIES = {Kind.RECOGNITION: BODY, Kind.EVALUATION: EVALUATION_BODY}
