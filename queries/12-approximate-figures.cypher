// Which figures does the source give only roughly, and in which words?
// 哪些数据是约数？原文怎么写？
MATCH (subject)-[:HAS_STATISTIC]->(s:Statistic)-[in:STATED_IN]->(d:Document)
WHERE s.approx
RETURN subject.name AS subject, s.indicator AS indicator, s.value AS value, s.unit AS unit,
       in.text AS words
ORDER BY indicator, value;
