// Who organised the first World Internet Conference, and where was it held?
// 首届世界互联网大会由谁主办？在哪里举行？
MATCH (e:Event)
WHERE e.name STARTS WITH '首届' OR e.name STARTS WITH '第一届'
OPTIONAL MATCH (o)-[:ORGANIZES]->(e)
WITH e, collect(DISTINCT o.name) AS organisers
OPTIONAL MATCH (e)-[:LOCATED_IN]->(p:Place)
RETURN e.name AS event, e.aliases AS also, organisers, collect(DISTINCT p.name) AS places;
