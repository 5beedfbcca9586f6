// In which industries is Tongxiang active?
// 桐乡市涉及哪些产业？
MATCH (:Place {name: '桐乡市'})-[:OPERATES_IN]->(i:Industry)
RETURN i.name AS industry
ORDER BY industry;
