// One row per query of a run of ../shared/bench: our median beside that of the faster peer, each
// less its engine's own call floor (s00_floor), their ratio, and the geometric means by set.
//
//   node bench/compare.mjs results/results.json [THREADS]
import fs from 'node:fs';

const cells = JSON.parse(fs.readFileSync(process.argv[2])).cells;
const threads = Number(process.argv[3] || 2);
const kOurs = 'wutong';

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)];
const per = (cell) => median(cell.ms) / (cell.executions || 1);
const floor = Object.fromEntries(cells.filter((c) => c.key.q === 's00_floor' && c.key.threads === threads && c.ms)
  .map((c) => [c.key.engine, per(c)]));
const show = (ms) => (ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : ms >= 1 ? `${ms.toFixed(2)} ms` : `${(ms * 1000).toFixed(1)} us`);
const line = (...parts) => console.log(`| ${parts.join(' | ')} |`);

const sets = [...new Set(cells.map((c) => c.key.set))];
for (const set of sets) {
  const mine = cells.filter((c) => c.key.set === set && c.key.engine === kOurs && c.key.threads === threads && c.ms);
  if (mine.length === 0) continue;
  console.log(`\n## ${set}\n`);
  line('query', kOurs, 'faster peer', 'its engine', 'ratio', 'same answer');
  line('---', '---', '---', '---', '---', '---');
  const query = /^(lsqb|snb)/.test(set);
  let logs = 0, count = 0;
  for (const cell of mine) {
    const others = cells.filter((c) => c.key.set === set && c.key.q === cell.key.q && c.key.threads === threads &&
      c.key.engine !== kOurs && c.ms);
    // Variants of an engine are further chances of its own.
    const variants = cells.filter((c) => c.key.q === cell.key.q && c.key.engine.endsWith('-native') && c.key.set === set && c.ms);
    const peers = [...new Set([...others, ...variants])];
    if (peers.length === 0) continue;
    const less = (c) => Math.max(per(c) - (query && c.key.q !== 's00_floor' ? (floor[c.key.engine] ?? 0) : 0), 1e-4);
    const best = peers.reduce((a, b) => (less(a) <= less(b) ? a : b));
    const ratio = less(best) / less(cell);
    const digests = new Set([cell, ...peers].map((c) => c.digest).filter(Boolean));
    line(cell.key.q, show(less(cell)), show(less(best)), best.key.engine, `${ratio.toFixed(2)}${ratio < 1 ? ' SLOWER' : ''}`,
      digests.size === 0 ? '' : digests.size === 1 ? 'yes' : 'NO');
    if (query && cell.key.q !== 's00_floor') { logs += Math.log(ratio); ++count; }
  }
  if (count > 0) console.log(`\ngeometric mean of ${count}: ${Math.exp(logs / count).toFixed(2)}`);
}
console.log('\n## size\n');
for (const c of cells) if (c.db_bytes) console.log(`${c.key.set} ${c.key.q} ${c.key.engine} ${(c.db_bytes / 1e6).toFixed(1)} MB`);
