import pg from 'pg';
import { setTimeout as wait } from 'node:timers/promises';
import { writeWorkbook } from '#kernel/sheets/write.ts';
import { readDivisions } from '#modules/directory/index.ts';
import { institutionKinds, sheetColumns } from '#modules/directory/messages.ts';
import { schoolNames } from '../demo/names.ts';
import { showSpread, spreadOf, type Benchmark } from './benchmark.ts';
import { signIn, startServer } from './server.ts';

const targetSeconds = 30;
const institutions = 40_000;
const rounds = 3;

/** What the names of this benchmark's institutions have in them, by which they are found and taken out again. */
const mark = '压测';

/** A workbook of 40,000 institutions from the upload through the check to the last one stored and findable, as one officer does it. */
export const importBenchmark: Benchmark = {
  name: 'import',
  measure: async ({ home, report }) => {
    const workbook = await makeWorkbook();
    const server = await startServer(home);
    try {
      await takeOut(server.adminUrl);
      const api = client(server.port, await signIn(server.port, 'js-officer'));
      const runs: Steps[] = [];
      for (let i = 0; i < rounds; i += 1) {
        const steps = await importOnce(api, workbook);
        const stored = await takeOut(server.adminUrl);
        if (stored !== institutions) throw new Error(`${stored} institutions were stored, not ${institutions}`);
        report(`upload ${steps.upload.toFixed(1)} s, check ${steps.check.toFixed(1)} s, store ${steps.store.toFixed(1)} s`);
        runs.push(steps);
      }
      const total = spreadOf(runs.map(({ upload, check, store }) => upload + check + store));
      return {
        target: `${institutions} institutions ≤ ${targetSeconds} s`, reached: `${showSpread(total)} s`, ok: total.median <= targetSeconds,
        detail: { seconds: total, steps: runs, workbookKb: Math.round(workbook.length / 1024) },
      };
    } finally {
      await takeOut(server.adminUrl);
      await server.stop();
    }
  },
};

/** Seconds. */
type Steps = { readonly upload: number; readonly check: number; readonly store: number };

async function importOnce(api: ReturnType<typeof client>, workbook: Uint8Array<ArrayBuffer>): Promise<Steps> {
  const startedAt = performance.now();
  const { id } = await api<{ id: string }>('POST', '/imports?kind=institutions', workbook, { 'x-file-name': encodeURIComponent('压测.xlsx') });
  const uploadedAt = performance.now();
  const { totals } = await until(api, id, 'checked');
  if (totals['new'] !== institutions) throw new Error(`not all rows are new: ${JSON.stringify(totals)}`);
  const checkedAt = performance.now();
  await api('POST', `/imports/${id}/store`, JSON.stringify({ mode: 'all' }), { 'content-type': 'application/json' });
  await until(api, id, 'stored');
  return { upload: (uploadedAt - startedAt) / 1000, check: (checkedAt - uploadedAt) / 1000, store: (performance.now() - checkedAt) / 1000 };
}

type Import = { state: string; totals: Record<string, number>; job: { state: string } | null };

/** Asks again and again, as the page does, only more often. */
async function until(api: ReturnType<typeof client>, id: string, state: string): Promise<Import> {
  for (;;) {
    const found = await api<Import>('GET', `/imports/${id}`);
    if (found.state === state) return found;
    if (found.job?.state === 'failed') throw new Error('the import failed');
    await wait(100);
  }
}

function client(port: number, cookie: string) {
  return async <T>(method: string, path: string, body: string | Uint8Array<ArrayBuffer> | null = null, headers: Record<string, string> = {}): Promise<T> => {
    const response = await fetch(`http://127.0.0.1:${port}/api/directory${path}`, { method, headers: { cookie, ...headers }, body });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
}

async function makeWorkbook(): Promise<Uint8Array<ArrayBuffer>> {
  const counties = (await readDivisions()).filter(({ level, party }) => level === 'county' && party === '32');
  const rows = Array.from({ length: institutions }, (_, i) => {
    const county = counties[i % counties.length];
    const school = schoolNames[i % schoolNames.length];
    if (county === undefined || school === undefined) throw new Error('no divisions or names');
    return [`${county.name}${school.name}（${mark}${i}）`, institutionKinds.school.zh, county.code, null, school.level, `${county.name}教育局`];
  });
  return writeWorkbook([{ name: '机构', columns: Object.values(sheetColumns.institutions).map(({ zh }) => ({ label: zh })), rows }]);
}

/** Takes out what an earlier run stored, past the policies, so that the region is as before; gives how many institutions that were. */
async function takeOut(adminUrl: string): Promise<number> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const { rows } = await admin.query<{ id: string }>(`select id from directory.institution where name like $1`, [`%（${mark}%`]);
    const ids = rows.map(({ id }) => id);
    await admin.query(`delete from kernel.search_entry where subject_type = 'directory.institution' and subject_id = any($1::uuid[])`, [ids]);
    // Nothing refers to them; without this PostgreSQL would look through half a million affiliations for each.
    await admin.query('set session_replication_role = replica');
    await admin.query('delete from directory.institution where id = any($1::uuid[])', [ids]);
    await admin.query('set session_replication_role = origin');
    await admin.query('delete from directory.import where file_name like $1', [`${mark}%`]);
    await admin.query('vacuum (analyze) directory.institution, kernel.search_entry');
    return ids.length;
  } finally {
    await admin.end();
  }
}
