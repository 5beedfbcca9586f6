// Where do sources contradict each other on one figure, which is best supported, and who says what?
// 哪些来源的数据互相矛盾？哪个数据依据最多？
// seeds/ has one document, which does not contradict itself: no rows. 只有一篇文档时没有结果。
MATCH (subject)-[:HAS_STATISTIC]->(s:Statistic)-[in:STATED_IN]->(d:Document)
WITH subject, s.indicator AS indicator, s.period AS period, s.unit AS unit, s.status AS status, s,
     collect(d.uri + '#' + toString(in.start) + '-' + toString(in.end)) AS places
ORDER BY s.rank
WITH subject.name AS subject, indicator, period, unit, status, count(DISTINCT s.value) AS figures,
     collect({rank: s.rank, value: s.value, places: places}) AS said
WHERE figures > 1 AND period IS NOT NULL
UNWIND said AS one
RETURN subject, indicator, period, one.rank AS rank, one.value AS value, unit, one.places AS places
ORDER BY subject, indicator, period, rank;
