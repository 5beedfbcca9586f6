// The shortest connection between two names.
// 两个名称之间的最短联系。
MATCH (a:Entity {name: '宇视科技'}), (b:Entity {name: '清华大学'})
MATCH p = shortestPath((a)-[:LOCATED_IN|OPERATES_IN|BUILDS|COOPERATES_WITH|PART_OF*..6]-(b))
RETURN [n IN nodes(p) | n.name] AS names, [r IN relationships(p) | type(r)] AS relations;
