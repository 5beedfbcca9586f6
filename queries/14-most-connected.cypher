// What is the document about? The entities with the most relations.
// 这份文件主要讲什么？（联系最多的实体）
MATCH (e:Entity)-[r]-(:Entity)
RETURN e.name AS name, [l IN labels(e) WHERE l <> 'Entity'][0] AS type, count(r) AS relations
ORDER BY relations DESC, name
LIMIT 10;
