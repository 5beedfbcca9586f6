// The same questions in Chinese: labels, types and properties answer to the schema's Chinese names.
// 用中文提问：标签、关系和属性都可以写中文名。
MATCH (c:企业)-[:所属行业]->(i:产业)
RETURN c.名称 AS 企业, i.名称 AS 产业
ORDER BY 产业, 企业;
