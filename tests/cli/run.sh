#!/usr/bin/env bash
# Bad input at the command line: each case runs a command and compares exit status and messages with
# tests/cli/expected.txt. WUTONG_UPDATE_GOLDEN=1 writes it anew.
#   run.sh WUTONG PROJECT
set -uo pipefail
wutong=$1
project=$2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cp "$project"/seeds/tongxiang.txt seed.txt
: > empty.txt
printf '\000\001\002binary' > binary.txt
printf 'not utf-8: \xff\xfe\xfd\xfc\xff\xfe\xfd\xff\xfe' > bytes.txt
mkdir nothing
echo notes > exists.txt
printf '{"name":"s","entities":[{"type":"A","zh":"a"}],\n"relations":[{"type":"R","zh":"r","head":["A"],"tail":["B"]}]}' > bad-schema.json
mkdir -p mine/lexicons mine/rules
printf '产业园\tGarden\n科创港 Park\n' > mine/lexicons/suffixes.txt
printf '个\tthing\n' > mine/lexicons/units.txt
printf 'x\n' > mine/lexicons/sufixes.txt
cat > mine/rules/statistics.json <<'JSON'
{"rules": [
  {"id": "a", "before": "[indicater] @lead*", "indicator": "{indicator}",
    "yes": [{"text": "桐乡市面积727平方公里。", "fact": "桐乡市 | 面积 | 727 平方公里 | -"}], "no": ["桐乡市。"]},
  {"id": "b", "befor": "@lead*", "indicator": "x", "yes": [], "no": []},
  {"id": "c", "before": "[indicator]", "unit": ["光年"], "indicator": "{noun}", "yes": [], "no": []}
]}
JSON
mkdir -p examples/rules
cat > examples/rules/statistics.json <<'JSON'
{"rules": [
  {"id": "left", "before": "[indicator] @lead*", "indicator": "{indicator}",
    "yes": [{"text": "桐乡市规划面积727平方公里。", "fact": "桐乡市 | 人口 | 727 平方公里 | -"}],
    "no": ["桐乡市规划面积727平方公里。"]}
]}
JSON
printf '{"text": "桐乡市。", "body": "乌镇。"}\nno json\n' > lines.jsonl
/usr/bin/python3 - <<'PYTHON'
import zipfile
with zipfile.ZipFile("pages.zip", "w") as pages:
    pages.writestr("目录/桐乡.html", "<html><p>桐乡市。</p></html>")
    pages.writestr("../out.txt", "逃。")
    pages.writestr("in.zip", "PK")
    pages.writestr("cover.jpg", "no document")
PYTHON
printf '\320\317\021\340' > old.doc
mkdir import
printf '\357\273\277personId:ID(P),name,age:int,tags:string[],:LABEL,born:date,x:IGNORE
1,"张三, 李",41,a;b,Boss;Chief,1990-01-02,zz\n2,李四,,,,,\n3,"",7,"",,,\n' > import/people.csv
printf 'id:ID(C),name\r\nc1,乌镇公司\r\n' > import/firms.csv
printf 'c2,桐乡公司\n' > import/more.csv
printf ':START_ID(P),:END_ID(C),:TYPE,since:int,share:float\n1,c1,WORKS_AT,2001,0.5\n2,c2,OWNS,,1\n' > import/works.csv
printf ':START_ID(P),:END_ID(P)\n1,2\n2,3\n3,1\n' > import/knows.csv
printf 'personId:ID(P),age:int\n1,x\n1,2\n1,3\n2,"a"b\n3,4\n' > import/bad-people.csv
printf ':START_ID(P),:END_ID(P)\n1,9\n2,3,4\n3,1\n' > import/bad-knows.csv
printf 'id:ID,age:integr\n' > import/bad-type.csv
printf 'id:ID,:START_ID\n' > import/bad-place.csv
printf ':START_ID,:END_ID\n' > import/untyped.csv
printf 'id:ID,age:int\n1,2\n' > import/ids.csv
cat > import/plain.graphml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d0" for="node" attr.name="name" attr.type="string"/>
  <key id="d1" for="node" attr.name="staff" attr.type="int"><default>5</default></key>
  <key id="d2" for="edge" attr.name="w" attr.type="double"/>
  <key id="d3" for="edge" attr.name="label" attr.type="string"/>
  <key id="d4" for="node" attr.name="open" attr.type="boolean"/>
  <graph edgedefault="undirected">
    <edge source="a" target="b" label="KNOWS"><data key="d2">1</data><data key="d3">KNOWS</data></edge>
    <node id="a" labels=":Firm:Entity"><data key="d0">宇视科技</data><data key="d4">true</data></node>
    <node id="b"><data key="d1"> 7 </data>
      <graph edgedefault="directed"><node id="c"/><edge source="c" target="a"><data key="d2">2.5</data></edge></graph>
    </node>
    <edge source="b" target="a"><data key="d3">LIKES</data><data key="d2">3e1</data></edge>
  </graph>
</graphml>
XML
cat > import/bad.graphml <<'XML'
<graphml>
  <key id="d" for="node" attr.name="staff" attr.type="int"/>
  <graph edgedefault="directed">
    <node id="a"><data key="d">many</data></node>
    <node id="b"/>
    <node id="b"/>
    <node/>
    <node id="c"><data key="e">1</data></node>
    <edge source="b" target="z"/>
    <edge source="b"/>
    <hyperedge/>
  </graph>
</graphml>
XML
printf '<html>\n</html>\n' > import/page.graphml
printf '{"kind":"node","id":0}\n{"kind":"nod"}\n{"kind":"relationship","start":0,"end":7,"type":"R"}\n{' > import/bad.jsonl

run() {
  echo "\$ wutong $*"
  "$wutong" "$@" 2>&1 | sed -E 's/in [0-9.]+ s(:|$)/in T s\1/; s/process [0-9]+/process N/; s/[0-9]+ (entity|entities), .* found/N found/' | cut -c1-160
  echo "status ${PIPESTATUS[0]}"
  echo
}

{
  run ingest --db graph.db seed.txt
  run ingest --db graph.db seed.txt
  run ingest --db graph.db missing.txt
  run ingest --db graph.db empty.txt binary.txt bytes.txt
  run ingest --db graph.db nothing
  run ingest --db graph.db --schema bad-schema.json seed.txt
  run schema lint mine
  run schema lint mine/lexicons/units.txt
  run schema lint examples
  run schema lint nowhere
  run schema check
  run ingest --db exists.txt seed.txt
  run ingest
  run ingst
  run text pages.zip
  run ingest --dry-run pages.zip lines.jsonl old.doc
  run text --text-field body lines.jsonl
  run text --text-field nosuch lines.jsonl
  run query --db nowhere "RETURN 1"
  run query --db nothing "RETURN 1"
  run query --db graph.db "RETURN 'open"
  run query --db graph.db "MATCH (c:Compny) RETURN c.name"
  run query --db graph.db "MATCH (c:Company) RETURN d.name"
  run query --db graph.db "RETURN 1 / 0"
  run query --db graph.db "RETURN 9223372036854775807 + 1"
  run query --db graph.db "RETURN 'a' * 2"
  run query --db graph.db 'RETURN $name'
  run query --db graph.db --param 'name=桐乡' 'RETURN $name'
  run query --db graph.db --param 'name="桐乡, 乌镇"' 'RETURN $name AS name'
  run query --db graph.db --format xml "RETURN 1"
  run query --db graph.db -o exists.txt "RETURN 1"
  run query --db graph.db -o nothing/x/y "RETURN 1"
  run query --db graph.db --timeout 50 "UNWIND range(1, 90000000) AS x RETURN count(x)"
  run query --db graph.db --memory-limit 1 "UNWIND range(1, 9000000) AS x RETURN x ORDER BY -x"
  run query --db graph.db --timeout=-1 "RETURN 1"
  run query --db graph.db --memory-limit 1.5 "RETURN 1"
  run ingest --db graph.db --jobs=-1 people.csv
  run extract --jobs 0 people.csv
  run import --db n.db --nodes P=people.csv --bad-tolerance many
  run backup graph.db to --keep=-1
  run restore to again.db --backup 99999999999
  run query --db graph.db --frmat csv "RETURN 1"
  run query graph.db "RETURN 1"
  run stats nothing
  run query --db graph.db "MATCH (c:Company) WHERE c.nam = '' RETURN c.unit, {nam: 1}.nam"
  run query --db graph.db "CALL algo.pageRank('Company')"
  run ingest --db new.db seeed.txt
  ls -d new.db 2>&1
  run curate graph.db merge 桐乡市 桐城市
  printf ':param name 桐乡\n' | "$wutong" shell --db graph.db 2>&1
  run export --db graph.db --format dxf
  run export --db graph.db --query "RETURN 1"
  run forget --db graph.db nobody.txt
  run check --db graph.db
  run import --db i.db --nodes Person:Entity=import/people.csv --nodes Company=import/firms.csv,import/more.csv \
    --relationships import/works.csv --relationships KNOWS=import/knows.csv
  run query --db i.db --format csv "MATCH (a)-[r]->(b) RETURN a, type(r), r, b.name AS name ORDER BY a.personId, name"
  run check i.db
  run export --db i.db --format jsonl -o i.jsonl
  run import --db j.db --jsonl i.jsonl
  run export --db j.db --format jsonl -o j.jsonl
  cmp i.jsonl j.jsonl && echo "the round trip kept every byte"
  run import --db i.db --jsonl i.jsonl
  run export --db i.db --format graphml -o i.graphml
  run import --db g.db --graphml i.graphml
  run export --db g.db --format graphml -o g.graphml
  cmp i.graphml g.graphml && echo "the round trip kept every byte"
  run import --db p.db --graphml import/plain.graphml
  run query --db p.db --format csv "MATCH (a)-[r]->(b) RETURN a, r, b ORDER BY r.w"
  run import --db q.db --graphml import/bad.graphml --bad-tolerance 6
  run import --db q.db --graphml import/bad.graphml --bad-tolerance 7
  run import --db r.db --graphml import/people.csv
  run import --db r.db --graphml import/page.graphml
  run import --db r.db --graphml import/missing.graphml
  run import --db r.db --graphml i.graphml --jsonl i.jsonl
  run import --db k.db --nodes import/bad-people.csv
  run import --db k.db --nodes import/bad-people.csv --relationships KNOWS=import/bad-knows.csv --bad-tolerance 4
  run import --db k.db --nodes import/bad-people.csv --relationships KNOWS=import/bad-knows.csv --bad-tolerance 5
  run import --db l.db --nodes import/bad-type.csv
  run import --db l.db --nodes import/bad-place.csv
  run import --db l.db --nodes import/ids.csv --relationships import/untyped.csv
  run import --db l.db --nodes import/ids.csv --relationships KNOWS=import/knows.csv
  run import --db l.db --nodes import/ids.csv --id-type number
  run import --db l.db --nodes Person=import/missing.csv
  run import --db l.db --nodes import/ids.csv --delimiter ab
  run import --db l.db --nodes import/ids.csv more.csv
  run import --db l.db
  run import --db l.db --jsonl import/bad.jsonl --bad-tolerance 2
  run import --db l.db --jsonl import/bad.jsonl --bad-tolerance 3
  run import --db m.db --nodes Person=import/ids.csv --id-type integer
  run query --db m.db --format csv "MATCH (p:Person) RETURN p.id + 1 AS next"
  (printf 'RETURN 1 AS a;\nRETURN b;\n' | "$wutong" shell --db graph.db; echo "status $?") 2>&1
  echo
  echo '$ wutong query ... | head -2'
  "$wutong" query --db graph.db --format csv "UNWIND range(1, 3000000) AS x RETURN x" | head -2
  echo "status ${PIPESTATUS[0]}"
} > out.txt
expected="$project/tests/cli/expected.txt"
if [ -n "${WUTONG_UPDATE_GOLDEN:-}" ]; then cp out.txt "$expected"; fi
diff -u "$expected" out.txt || exit 1

# The help of a command shows every option, with and without a short form.
for command in ingest query shell export import forget jobs stats check; do
  "$wutong" $command --help | grep -qe '--db arg' ||
    { echo "wutong $command --help does not show --db" >&2; exit 1; }
done

# A second writer is refused and told who holds the database; a reader is not.
mkfifo hold
"$wutong" shell --db graph.db < hold > held &
holder=$!
exec 3> hold
echo 'RETURN 1 AS holding;' >&3
for _ in $(seq 300); do
  grep -q holding held && break
  sleep 0.1
done
refused=$("$wutong" query --db graph.db "RETURN 1" 2>&1)
read_only=$("$wutong" query --db graph.db --read-only --format csv "RETURN 1 AS x" 2>&1)
exec 3>&-
wait
case $refused in
  *"in use by process $holder"*) ;;
  *) echo "a second writer was not refused: $refused" >&2; exit 1 ;;
esac
[ "$read_only" = $'x\n1' ] || { echo "a reader was refused: $read_only" >&2; exit 1; }
