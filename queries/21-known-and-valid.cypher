// What is said of a year? Ask as of a day with --known-on: wutong query --known-on 2024-05-01 -f FILE.
// 关于某一年，有哪些数据？用 --known-on 查询某日所知。
MATCH (subject)-[:HAS_STATISTIC]->(s:Statistic)
WHERE s.period_start <= date('2021-12-31') AND s.period_end >= date('2021-01-01')
RETURN subject.name AS subject, s.indicator AS indicator, s.period AS period, s.value AS value,
       s.unit AS unit, s.rank AS rank
ORDER BY subject, indicator, period, rank, value;
