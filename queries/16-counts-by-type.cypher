// How many entities of each type are there, and how often are they mentioned?
// 各类实体有多少？被提及多少次？
MATCH (e:Entity)
OPTIONAL MATCH (e)-[m:MENTIONED_IN]->(:Document)
WITH [l IN labels(e) WHERE l <> 'Entity'][0] AS type, e, count(m) AS mentions
RETURN type, count(e) AS entities, sum(mentions) AS mentions
ORDER BY entities DESC, type;
