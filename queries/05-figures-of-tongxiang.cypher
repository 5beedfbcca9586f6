// Which figures of Tongxiang are known, with period and unit?
// 桐乡有哪些统计数据（含时期与单位）？
MATCH (:Place {name: '桐乡市'})-[:HAS_STATISTIC]->(s:Statistic)
RETURN s.indicator AS indicator, s.value AS value, s.unit AS unit, s.approx AS approx,
       s.period AS period
ORDER BY indicator, period;
