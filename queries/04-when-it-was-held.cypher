// When was it held? The sentences of the source that name the event, as restored.
// 首届世界互联网大会何时举行？（原文中提到它的地方）
MATCH (o)-[r:ORGANIZES]->(e:Event)
RETURN e.name AS event, o.name AS organiser, r.text AS stated_as, r.evidence AS evidence
ORDER BY event, organiser;
