#!/usr/bin/env python3
"""Makes documents of which the true graph is known, to measure how well and how fast they become
one graph.

    generate_documents.py OUT [--documents N] [--seed S]

OUT/docs/part-00000.jsonl ... hold 500 documents each, {"text": ...} a line. OUT/truth.jsonl has

    {"entity": ID, "type": T, "name": N}                    every entity that a document names
    {"document": "part-00000.jsonl#1", "forms": {FORM: ID}} what each written form means there
    {"relation": [ID, TYPE, ID], "document": D}             what a document states
    {"statistic": [ID, INDICATOR, PERIOD, VALUE, UNIT], "document": D}

The places, industries and legal forms are real; companies are named as real ones are: region, brand,
industry, legal form. Few are in many documents and many in few (Zipf). A document introduces a short
form, or uses one that others introduce, or leaves out region and legal form. Some brands belong to
several companies, of other regions or with other forms, and some persons share a name. The same
arguments give the same bytes."""
import argparse
import bisect
import itertools
import json
import os
import random

CITIES = ("杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 南京 无锡 徐州 常州 苏州 南通 淮安 盐城 扬州 镇江 "
          "泰州 宿迁 合肥 芜湖 蚌埠 安庆 滁州 福州 厦门 泉州 南昌 赣州 济南 青岛 烟台 潍坊 威海 郑州 洛阳 武汉 宜昌 "
          "襄阳 长沙 株洲 湘潭 衡阳 广州 深圳 珠海 佛山 东莞 中山 惠州 成都 绵阳 德阳 贵阳 遵义 昆明 西安 宝鸡 兰州 "
          "沈阳 大连 长春 哈尔滨 石家庄 唐山 太原 大同").split()
COUNTIES = "昆山 常熟 太仓 江阴 宜兴 义乌 慈溪 余姚 海宁 桐乡 平湖 诸暨 晋江 石狮 浏阳 仁怀 清镇".split()
PROVINCE = {}
for province, cities in (
        ("浙江", CITIES[:11]), ("江苏", CITIES[11:23]), ("安徽", CITIES[23:28]), ("福建", CITIES[28:31]),
        ("江西", CITIES[31:33]), ("山东", CITIES[33:38]), ("河南", CITIES[38:40]), ("湖北", CITIES[40:43]),
        ("湖南", CITIES[43:47]), ("广东", CITIES[47:54]), ("四川", CITIES[54:57]), ("贵州", CITIES[57:59]),
        ("云南", CITIES[59:60]), ("陕西", CITIES[60:62]), ("甘肃", CITIES[62:63]), ("辽宁", CITIES[63:65]),
        ("吉林", CITIES[65:66]), ("黑龙江", CITIES[66:67]), ("河北", CITIES[67:69]), ("山西", CITIES[69:])):
    for city in cities:
        PROVINCE[city] = province
INDUSTRIES = ("数字经济 人工智能 大数据 云计算 物联网 工业互联网 机器人 集成电路 半导体 新材料 高端装备 生物医药 "
              "医疗器械 新能源 新能源汽车 光伏 储能 氢能 智慧安防 智能制造 现代物流 跨境电商 纺织服装 绿色石化 "
              "航空航天 节能环保 数字内容 软件 食品加工 文化旅游").split()
NATURES = "科技 电子 生物 新材料 智能装备 能源 汽车 半导体 医药 信息技术 环保 机器人".split()
LEGAL = ["有限公司"] * 5 + ["股份有限公司"] * 3 + ["集团有限公司"]
FIRST = "华 宏 恒 瑞 鼎 盛 中 天 远 博 智 云 星 航 海 金 新 科 联 立 明 安 泰 嘉 正 广 信 德 东 凯 龙 创 优 景 诚 启 卓 晶 润 奥".split()
SECOND = "友 达 洋 泽 丰 源 腾 翔 晖 舟 润 辰 利 通 峰 锐 科 景 锋 维 图 芯 威 能 邦 联 成 业 程 途 岳 川 麟 昊 冠 煜 珂 琦 玮 朗".split()
THIRD = "微 捷 特 智 能 创 诺 思 迅 拓".split()
SURNAMES = "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕".split()
FREQUENT = "伟 芳 敏 静 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 桂英 建华 建国 文博 志强 海燕 晓东 雪梅 俊杰 国庆".split()
GIVEN = "文 博 志 海 晓 雪 俊 国 丽 永 思 子 嘉 立 卫 春 建 学 景 家 少 正 宏 一 佳 梓 宇 泽 雨 欣 浩 然 诗 涵 睿 轩 振 华 庆 康".split()
INDICATORS = (("企业数量", "家", 100, 5000), ("地区生产总值", "亿元", 200, 20000), ("规模以上工业增加值", "亿元", 50, 5000),
              ("进出口总额", "亿元", 20, 9000), ("固定资产投资", "亿元", 50, 6000), ("高新技术企业数量", "家", 20, 3000))
SENTENCES = ("当地有关负责人表示，将继续优化营商环境，完善服务机制，推动项目早开工、早投产、早见效。",
             "会议强调，要坚持问题导向，强化要素保障，细化任务清单，确保各项工作落到实处。",
             "近年来，这里的产业基础不断夯实，创新活力持续迸发，发展质量稳步提升。",
             "业内人士认为，随着配套条件的完善，这一领域的发展前景值得期待。",
             "下一步，相关部门将加强统筹协调，健全工作台账，及时解决推进中遇到的困难。",
             "项目建成后，将进一步完善上下游配套，带动周边就业，促进城乡融合发展。",
             "大家围绕技术攻关、人才培养和市场开拓等话题展开了深入交流。",
             "走进生产车间，一条条流水线有序运转，工人们正在紧张忙碌地赶制订单。")


class Zipf:
    """Ranks of a list, the first ones far more often."""

    def __init__(self, size, exponent):
        self.sums = list(itertools.accumulate((i + 8) ** -exponent for i in range(size)))

    def draw(self, rng):
        return bisect.bisect_left(self.sums, rng.random() * self.sums[-1])


class World:
    def __init__(self, rng, documents):
        brands = [a + b for a in FIRST for b in SECOND] + [a + b + c for a in FIRST for b in SECOND for c in THIRD]
        rng.shuffle(brands)
        self.companies, names = [], set()
        wanted, at = max(60, documents // 5), 0
        while len(self.companies) < wanted:
            brand = brands[at % len(brands)]
            nature = NATURES[(at * 7 + at // len(brands)) % len(NATURES)]
            at += 1
            for _ in range(2 if rng.random() < 0.04 else 1):  # some brands are others' too
                city = rng.choice(CITIES)
                region = PROVINCE[city] if rng.random() < 0.5 else city
                legal = rng.choice(LEGAL)
                name = region + brand + nature + legal
                if name in names:
                    continue
                names.add(name)
                short = brand + nature
                self.companies.append({"id": f"c{len(self.companies)}", "name": name, "short": short,
                                       "mid": region + short, "city": city,
                                       "industry": rng.choice(INDUSTRIES), "head": None})
        for i, company in enumerate(self.companies):
            frequent = rng.random() < 0.1
            given = rng.choice(FREQUENT) if frequent else rng.choice(GIVEN) + rng.choice(GIVEN)
            person = rng.choice(SURNAMES) + given
            company["head"] = {"id": f"p{i}", "name": person}
        self.parks = {city: [city + kind for kind in ("高新技术产业园", "数字经济产业园", "经济技术开发区")]
                      for city in CITIES}
        self.choice = Zipf(len(self.companies), 0.9)
        self.cities = Zipf(len(CITIES), 0.7)


def document(world, rng, number):
    forms, relations, statistics, text = {}, [], [], []
    city = CITIES[world.cities.draw(rng)]
    full_city = city + "市"
    place = "l" + city
    forms[full_city] = place
    count = rng.randint(2, 5)
    companies = []
    while len(companies) < count:
        company = world.companies[world.choice.draw(rng)]
        if all(company["short"] != other["short"] for other in companies):
            companies.append(company)
    day = f"{rng.randint(2019, 2023)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    text.append(f"来源：{full_city}经济和信息化局\n日期：{day}\n")
    industry = rng.choice(INDUSTRIES)
    text.append(f"{full_city}聚焦{industry}产业，持续推进重点项目建设。")
    for indicator, unit, low, high in rng.sample(INDICATORS, 2):
        year = rng.randint(2018, 2022)
        # Most documents agree; a few contradict them.
        base = low + hash_of(city, indicator, year) % (high - low)
        value = base + 1 if rng.random() < 0.05 else base
        rate = 1 + hash_of(city, indicator, year, "rate") % 30
        text.append(f"{year}年，{full_city}{indicator}达到{value}{unit}，同比增长{rate}%。")
        statistics.append([place, indicator, str(year), value, unit])
    text.append("\n")
    for company in companies:
        style = rng.random()
        if style < 0.45:
            first = later = company["name"]
            if rng.random() < 0.7:
                first = f"{company['name']}（以下简称“{company['short']}”）"
                later = company["short"]
            forms[company["name"]] = company["id"]
        elif style < 0.65:
            first = later = company["name"]
            forms[company["name"]] = company["id"]
        elif style < 0.8:
            first = later = company["mid"]
        else:
            first = later = company["short"]
        forms[later] = company["id"]
        park = rng.choice(world.parks[company["city"]])
        forms[park] = "k" + park
        text.append(f"{first}入驻{park}，主营{company['industry']}业务。")
        relations.append([company["id"], "LOCATED_IN", "k" + park])
        if rng.random() < 0.35:
            head = company["head"]
            forms[head["name"]] = head["id"]
            text.append(f"{later}董事长{head['name']}介绍，企业研发投入连续三年增长。")
            relations.append([head["id"], "WORKS_FOR", company["id"]])
        text.append(rng.choice(SENTENCES))
    if len(companies) > 1 and rng.random() < 0.5:
        a, b = companies[0], companies[1]
        text.append(f"{short_in(forms, a)}与{short_in(forms, b)}合作开展技术研发。")
        relations.append([a["id"], "COOPERATES_WITH", b["id"]])
    text.append("\n")
    while sum(map(len, text)) < 640:
        text.append(rng.choice(SENTENCES))
    return "".join(text), forms, relations, statistics


def short_in(forms, company):
    for form in (company["short"], company["mid"], company["name"]):
        if forms.get(form) == company["id"]:
            return form
    return company["name"]


def hash_of(*parts):
    value = 2166136261
    for byte in "|".join(map(str, parts)).encode():
        value = (value ^ byte) * 16777619 % 2**32
    return value


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    world = World(rng, options.documents)
    os.makedirs(os.path.join(options.out, "docs"), exist_ok=True)
    dump = lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    part, size = None, 0
    with open(os.path.join(options.out, "truth.jsonl"), "w") as truth:
        for company in world.companies:
            truth.write(dump({"entity": company["id"], "type": "Company", "name": company["name"]}) + "\n")
            head = company["head"]
            truth.write(dump({"entity": head["id"], "type": "Person", "name": head["name"],
                              "of": company["id"]}) + "\n")
        for number in range(options.documents):
            if number % 500 == 0:
                if part:
                    part.close()
                name = f"part-{number // 500:05}.jsonl"
                part = open(os.path.join(options.out, "docs", name), "w")
            text, forms, relations, statistics = document(world, rng, number)
            size += len(text.encode())
            part.write(dump({"text": text}) + "\n")
            uri = f"{name}#{number % 500 + 1}"
            truth.write(dump({"document": uri, "forms": forms}) + "\n")
            for relation in relations:
                truth.write(dump({"relation": relation, "document": uri}) + "\n")
            for statistic in statistics:
                truth.write(dump({"statistic": statistic, "document": uri}) + "\n")
        part.close()
    print(f"{options.documents} documents, {size / 1e6:.1f} MB of text")


if __name__ == "__main__":
    main()
