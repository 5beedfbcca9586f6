// What grew between 2014 and 2021, and by how much?
// 2014年到2021年间哪些指标增长了？增长多少？
MATCH (p)-[:HAS_STATISTIC]->(a:Statistic {period: '2014'}),
      (p)-[:HAS_STATISTIC]->(b:Statistic {period: '2021'})
WHERE a.indicator = b.indicator AND a.unit = b.unit
RETURN p.name AS subject, a.indicator AS indicator, a.value AS in_2014, b.value AS in_2021,
       a.unit AS unit, round(toFloat(b.value) / a.value, 1) AS times
ORDER BY indicator;
