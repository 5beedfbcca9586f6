// Which parks lie in the Wuzhen Avenue innovation cluster?
// 乌镇大道科创集聚区内有哪些园区？
MATCH (p:Park)-[:LOCATED_IN]->(cluster:Park)
WHERE cluster.name STARTS WITH '乌镇大道'
RETURN cluster.name AS cluster, p.name AS park
ORDER BY park;
