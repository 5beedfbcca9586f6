// Which policies were issued, and by whom?
// 谁出台了哪些政策？
MATCH (g)-[r:ISSUES]->(p:Policy)
RETURN g.name AS issuer, p.name AS policy, r.status AS status
ORDER BY policy, issuer;
