// One row per query of a run of ../shared/bench: the median of our repetitions, less our own call
// floor (s00_floor), beside those of each peer, less theirs, the ratio to the faster of the peers
// and the geometric means by set. Variants of a peer (its own schema instead of one for all) are
// further chances of that peer.
//
//   node bench/compare.mjs results/results.json [THREADS]
//
// `*`: a figure that does not stand clear of its engine's floor; the ratio is that of the whole
// figures then, floors included.
import fs from 'node:fs';

const cells = JSON.parse(fs.readFileSync(process.argv[2])).cells;
const threads = Number(process.argv[3] || 2);
const kOurs = 'wutong';
const kClear = 0.1; // of the floor, above it

const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)];
const per = (cell) => median(cell.ms) / (cell.executions || 1);
const family = (engine) => engine.replace(/-native$/, '');
const measured = cells.filter((c) => c.ms && c.key.threads === threads);
const floors = Object.fromEntries(measured.filter((c) => c.key.q === 's00_floor').map((c) => [c.key.engine, per(c)]));
const floor = (c) => (/^(lsqb|snb)/.test(c.key.set) && c.key.q !== 's00_floor' ? floors[c.key.engine] ?? floors[family(c.key.engine)] ?? 0 : 0);
const less = (c) => per(c) - floor(c);
const clear = (c) => less(c) > kClear * floor(c);
const show = (ms) => (ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : ms >= 1 ? `${ms.toFixed(2)} ms` : `${(ms * 1000).toFixed(1)} us`);
const figure = (c) => (!c ? '-' : clear(c) ? show(less(c)) : `${show(per(c))} *`);
const ratioOf = (mine, peer) => (clear(mine) && clear(peer) ? less(peer) / less(mine) : per(peer) / per(mine));
const line = (...parts) => console.log(`| ${parts.join(' | ')} |`);
const geometric = (list) => Math.exp(mean(list.map(Math.log))).toFixed(2);

for (const set of [...new Set(cells.map((c) => c.key.set))]) {
  const here = measured.filter((c) => c.key.set === set);
  const mine = here.filter((c) => c.key.engine === kOurs);
  const peers = [...new Set(here.filter((c) => c.key.engine !== kOurs).map((c) => family(c.key.engine)))];
  if (mine.length === 0) continue;
  console.log(`\n## ${set}\n`);
  line('query', kOurs, ...peers, 'faster peer', 'ratio', 'same answer');
  line(...Array(peers.length + 5).fill('---'));
  const all = [], by = Object.fromEntries(peers.map((p) => [p, []]));
  for (const cell of mine) {
    const others = here.filter((c) => c.key.q === cell.key.q && c.key.engine !== kOurs);
    if (others.length === 0) continue;
    const least = (list) => list.reduce((a, b) => (per(a) <= per(b) ? a : b));
    const bests = peers.map((p) => others.filter((c) => family(c.key.engine) === p)).map((l) => (l.length ? least(l) : null));
    const best = least(bests.filter(Boolean));
    const ratio = ratioOf(cell, best);
    const digests = new Set([cell, ...others].map((c) => c.digest).filter(Boolean));
    line(cell.key.q, figure(cell), ...bests.map(figure), best.key.engine, `${ratio.toFixed(2)}${ratio < 1 ? ' SLOWER' : ''}`,
      digests.size === 0 ? '' : digests.size === 1 ? 'yes' : 'NO');
    if (!/^(lsqb|snb)/.test(set) || cell.key.q === 's00_floor') continue;
    all.push(ratio);
    bests.forEach((b, i) => b && by[peers[i]].push(ratioOf(cell, b)));
  }
  if (all.length === 0) continue;
  console.log(`\ngeometric mean of ${all.length} against the faster peer: ${geometric(all)}; least ${Math.min(...all).toFixed(2)}`);
  for (const p of peers) console.log(`against ${p} alone, ${by[p].length}: ${geometric(by[p])}`);
}
const sizes = cells.filter((c) => c.db_bytes);
if (sizes.length > 0) console.log('\n## size\n');
for (const c of sizes) console.log(`${c.key.set} ${c.key.q} ${c.key.engine} ${(c.db_bytes / 1e6).toFixed(1)} MB`);
for (const c of cells) if (c.error && c.key.threads === threads) console.log(`no figure: ${c.key.set} ${c.key.q} ${c.key.engine}: ${String(c.error).split('\n')[0]}`);
