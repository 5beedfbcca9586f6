// What was built or founded, by whom, with which investment?
// 谁建设或成立了什么？投入多少？
MATCH (who)-[:BUILDS]->(what)
OPTIONAL MATCH (what)-[:HAS_STATISTIC]->(s:Statistic)
RETURN who.name AS builder, what.name AS built,
       [l IN labels(what) WHERE l <> 'Entity'][0] AS type,
       collect(s.indicator + ' ' + toString(s.value) + s.unit) AS figures
ORDER BY builder, built;
