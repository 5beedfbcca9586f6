// Everything known about the Light of Wuzhen.
// 关于“乌镇之光”的一切。
MATCH (e:Entity)
WHERE e.name CONTAINS '乌镇之光' OR any(a IN e.aliases WHERE a CONTAINS '乌镇之光')
MATCH (e)-[r]-(other)
RETURN CASE WHEN startNode(r) = e THEN 'out' ELSE 'in' END AS direction, type(r) AS relation,
       coalesce(other.name, other.indicator, other.uri) AS other, r.text AS stated_as
ORDER BY relation, direction, stated_as;
