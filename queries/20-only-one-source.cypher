// Which relations rest on one source alone, and which one? 哪些关系只有一个来源？
MATCH (a)-[r]->(b)
WHERE r.sources = 1
RETURN a.name AS head, type(r) AS relation, b.name AS tail, split(r.evidence[0], '#')[0] AS source
ORDER BY source, relation, head, tail;
