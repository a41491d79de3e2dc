"""What the inspectors look at, as data by kind of call [I]: key, name, English name."""

from applications.models import Kind

RECOGNITION = [
    (
        "licence",
        "营业执照原件可出示，名称、住所与申报材料一致",
        "Business licence shown; name and address agree with the dossier",
    ),
    (
        "premises",
        "在申报地址实际办公，场所为自有或有租赁合同",
        "Works at the address filed; premises owned or rented by contract",
    ),
    (
        "team",
        "核心团队成员在岗，社保或劳动合同可核对",
        "Core team present; social insurance or contracts can be checked",
    ),
    (
        "operations",
        "近三年审计报告、纳税证明原件与申报数据一致",
        "Audit reports and tax certificates agree with the figures filed",
    ),
    (
        "product",
        "申报的平台或产品现场登录并完整演示",
        "The platform or product filed is opened and demonstrated in full",
    ),
    (
        "collection",
        "设备数据采集实时运行，可看到来自客户现场的数据",
        "Data collection runs live, with data from customers' sites",
    ),
    (
        "cases",
        "抽查应用案例的合同、发票、验收单原件",
        "Contracts, invoices and acceptance notes of cases sampled in the original",
    ),
    (
        "customers",
        "现场电话回访至少一家客户，使用情况属实",
        "At least one customer called from the spot; the use is as stated",
    ),
    (
        "property",
        "知识产权证书原件与申报清单一致",
        "Certificates of intellectual property agree with the list filed",
    ),
    (
        "security",
        "信息安全制度、等级保护备案可查看",
        "Security rules and the filing of protection level can be seen",
    ),
    (
        "safety",
        "办公区和机房无明显消防、用电安全隐患",
        "No visible fire or electrical hazard in offices and server rooms",
    ),
]
EVALUATION = [
    (
        "licence",
        "营业执照、企业名称、股权与报备信息一致",
        "Licence, name and ownership agree with what was reported",
    ),
    (
        "benchmark",
        "标杆项目可现场或远程查看，运行正常",
        "The benchmark project can be seen on site or remotely and runs",
    ),
    (
        "cloud",
        "抽查“上云上平台”服务企业的合同、发票、接入记录",
        "Contracts, invoices and connections of enterprises served are sampled",
    ),
    ("iteration", "产品版本记录与申报的迭代内容一致", "Version records agree with the iterations filed"),
    (
        "research",
        "新产品研发场地、代码库、测试记录可查看",
        "Labs, code and test records of new products can be seen",
    ),
    (
        "customers",
        "现场电话回访至少两家客户，评价属实",
        "At least two customers called from the spot; their rating is as stated",
    ),
    (
        "safety",
        "办公区和机房无明显消防、用电安全隐患",
        "No visible fire or electrical hazard in offices and server rooms",
    ),
]
CHECKLISTS = {Kind.RECOGNITION: RECOGNITION, Kind.EVALUATION: EVALUATION}


def items_for(kind: str) -> list[dict[str, str]]:
    """The items of a visit in a call of ``kind``, as the visit keeps them."""
    return [{"key": key, "name": name, "name_en": name_en} for key, name, name_en in CHECKLISTS[kind]]
