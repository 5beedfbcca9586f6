// What does the later of two documents say of the same indicator that the earlier one does not?
// 两篇文档之间，哪些数据变了？
// seeds/ has one document: no rows. 只有一篇文档时没有结果。
MATCH (older:Document), (newer:Document)
WHERE older.date < newer.date
MATCH (older)<-[:STATED_IN]-(before:Statistic)<-[:HAS_STATISTIC]-(subject)
      -[:HAS_STATISTIC]->(after:Statistic)-[:STATED_IN]->(newer)
WHERE before.indicator = after.indicator AND before.unit = after.unit AND before <> after
RETURN subject.name AS subject, after.indicator AS indicator,
       before.period AS from_period, before.value AS from_value,
       after.period AS to_period, after.value AS to_value, after.unit AS unit,
       older.uri AS older, newer.uri AS newer
ORDER BY subject, indicator, from_period, from_value, to_period, to_value, older, newer;
