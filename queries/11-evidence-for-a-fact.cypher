// The sentences that support a fact: what says that the laboratory was invested in?
// 支持某一事实的原文：哪句话说明对乌镇实验室进行了投资？
MATCH (a)-[r:INVESTS_IN|BUILDS]->(b {name: '乌镇实验室'})
RETURN a.name AS head, type(r) AS relation, b.name AS tail, r.text AS sentence, r.evidence AS bytes
ORDER BY relation, head;
