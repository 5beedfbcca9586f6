// Which companies lead or drive which industry?
// 哪些企业引领哪个产业？
MATCH (c:Company)-[r:OPERATES_IN]->(i:Industry)
RETURN i.name AS industry, collect(c.name) AS companies, count(*) AS number
ORDER BY number DESC, industry;
