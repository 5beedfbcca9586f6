// Which pilots and honours were won, and by whom?
// 谁入选了哪些试点、荣誉？
MATCH (w)-[r:SELECTED_FOR]->(p:Policy)
RETURN w.name AS winner, p.name AS pilot, r.text AS stated_as
ORDER BY pilot, winner;
