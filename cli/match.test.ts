import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readProblem } from './match-files.ts';
import { matchSolve } from './match.ts';
import { WrongCall } from './usage.ts';

const folder = mkdtempSync(join(tmpdir(), 'delta-match-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};
const applicants = (...lines: string[]) => file('applicants.csv', ['id,home,preferences', ...lines]);
const positions = (...lines: string[]) => file('positions.csv', ['id,host,capacity,priorities', ...lines]);
const scores = (...lines: string[]) => file('scores.csv', ['applicant,position,score', ...lines]);

const delta = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [new URL('./delta.ts', import.meta.url).pathname, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

describe('delta match', () => {
  const people = ['甲,南京师范大学,p1;p2', '乙,安徽师范大学,p1', '丙,安徽师范大学,"p2;p1"'];
  const posts = ['p1,浙江师范大学,1,乙;甲', 'p2,南京师范大学,2,甲'];

  it('solves from files and says what came out as JSON', () => {
    const { status, stdout } = delta('match', 'solve', '--applicants', applicants(...people), '--positions', positions(...posts), '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      mechanism: 'da-applicant', matches: [{ applicant: '甲', position: 'p2' }, { applicant: '乙', position: 'p1' }], unmatched: ['丙'], blockingPairs: 0,
      imbalance: { 南京师范大学: 0, 安徽师范大学: 1, 浙江师范大学: -1 }, seconds: expect.any(Number),
    });
  });

  it('keeps the balance by trading, within the tolerance', () => {
    const given = ['--applicants', applicants('甲,A,pB', '乙,B,pA', '丙,B,pA'), '--positions', positions('pA,A,2,丙;乙', 'pB,B,1,甲'), '--mechanism', 'ttc-balanced', '--json'];
    const run = (...more: string[]) => JSON.parse(delta('match', 'solve', ...given, ...more).stdout) as { matches: { applicant: string }[]; imbalance: unknown };
    expect(run().matches.map(({ applicant }) => applicant)).toEqual(['甲', '乙']);
    expect(run('--tolerance', '1')).toMatchObject({ matches: [{}, {}, {}], imbalance: { A: -1, B: 1 } });
  });

  it('keeps a certificate that holds for these files and for no others', () => {
    const certificate = join(folder, 'certificate.json');
    const files = ['--applicants', applicants(...people), '--positions', positions(...posts), '--certificate', certificate];
    delta('match', 'solve', ...files);
    expect(delta('match', 'check', ...files).status).toBe(0);
    positions(...posts.with(0, 'p1,浙江师范大学,2,乙;甲'));
    const { status, stdout } = delta('match', 'check', ...files);
    expect(status).toBe(1);
    expect(stdout).toContain('the inputs are not those of the certificate');
  });

  it('is called wrongly: the usage, and 2', async () => {
    const files = ['--applicants', applicants(...people), '--positions', positions(...posts)];
    for (const wrong of [['--mechanism', 'fair'], ['--tolerance', '1'], ['--mechanism', 'ttc-balanced', '--tolerance=-1'], ['--mechanism', 'ttc-balanced', '--tolerance', '0.5'], ['--mechanism', 'ttc-balanced', '--tolerance', '-1'], ['--what']]) {
      await expect(matchSolve([...files, ...wrong])).rejects.toThrow(WrongCall);
    }
    expect(delta('match', 'solve')).toMatchObject({ status: 2, stdout: '' });
  });

  it('says which file and line is refused, and ends with 1', () => {
    const { status, stdout, stderr } = delta('match', 'solve', '--applicants', applicants('甲,A,p1', '乙,A,p9'), '--positions', positions('p1,B,1,甲'), '--json');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`${join(folder, 'applicants.csv')}:3: 申请人“乙”的志愿“p9”不存在`);
  });
});

describe('the files of a matching problem', () => {
  const refused = async (files: Parameters<typeof readProblem>[0]) => readProblem(files).then(() => 'taken', (error: Error) => error.message.replace(`${folder}/`, ''));
  const fine = { applicants: ['甲,A,p1;p2'], positions: ['p1,B,1,甲', 'p2,C,0,'] };
  const cases: [string, { applicants?: string[]; positions?: string[]; scores?: string[] }, RegExp][] = [
    ['a wish that does not exist', { applicants: ['甲,A,p1;p3'] }, /^applicants\.csv:2: .*"p3", which does not exist/],
    ['a wish listed twice', { applicants: ['甲,A,p1;p2;p1'] }, /^applicants\.csv:2: .*lists "p1" twice/],
    ['an applicant there twice', { applicants: ['甲,A,p1', '乙,A,', '甲,B,p2'] }, /^applicants\.csv:4: .*"甲" is there twice/],
    ['an applicant without a home', { applicants: ['甲,,p1'] }, /^applicants\.csv:2: .*has no home/],
    ['a line without an id', { applicants: [',A,p1'] }, /^applicants\.csv:2: .*has no id/],
    ['a negative capacity', { positions: ['p1,B,1,甲', 'p2,C,-1,'] }, /^positions\.csv:3: .*"-1" of position "p2"/],
    ['a capacity that is no whole number', { positions: ['p1,B,1.5,甲', 'p2,C,1,'] }, /^positions\.csv:2: .*"1.5"/],
    ['a position there twice', { positions: ['p1,B,1,甲', 'p2,C,1,', 'p1,B,1,'] }, /^positions\.csv:4: .*"p1" is there twice/],
    ['a priority for somebody who does not exist', { positions: ['p1,B,1,甲;丁', 'p2,C,1,'] }, /^positions\.csv:2: .*"丁", who does not exist/],
    ['somebody listed twice by a position', { positions: ['p1,B,1,甲;甲', 'p2,C,1,'] }, /^positions\.csv:2: .*lists "甲" twice/],
    ['a score for somebody who does not exist', { scores: ['丁,p1,3'] }, /^scores\.csv:2: .*"丁" does not exist/],
    ['a score at a position that does not exist', { scores: ['甲,p1,3', '甲,p7,3'] }, /^scores\.csv:3: .*"p7" does not exist/],
    ['a score that is no number', { scores: ['甲,p1,高'] }, /^scores\.csv:2: .*"高" is not a number/],
    ['a score given twice', { scores: ['甲,p1,3', '甲,p1,4'] }, /^scores\.csv:3: .*already/],
    ['a score of NaN', { scores: ['甲,p1,NaN'] }, /^scores\.csv:2: .*"NaN" is not a number/],
    ['a score without end', { scores: ['甲,p1,1e999'] }, /^scores\.csv:2: .*"1e999" is not a number/],
    ['a score as a programmer writes it', { scores: ['甲,p1,0x10'] }, /^scores\.csv:2: .*"0x10" is not a number/],
    ['a capacity that is left out', { positions: ['p1,B,,甲', 'p2,C,1,'] }, /^positions\.csv:2: .*the capacity "" of position "p1"/],
    ['a wish for a position where there are none', { applicants: ['甲,A,p1'], positions: [] }, /^applicants\.csv:2: .*"p1", which does not exist/],
    ['an empty wish', { applicants: ['甲,A,p1;;p2'] }, /^applicants\.csv:2: .*has an empty wish/],
    ['nobody between two semicolons', { positions: ['p1,B,1,甲;', 'p2,C,1,'] }, /^positions\.csv:2: .*lists nobody/],
    ['an id that no list can name', { applicants: ['甲;乙,A,p1'] }, /^applicants\.csv:2: .*may not have a semicolon/],
    ['wishes with commas between them, which would lose all but the first', { applicants: ['甲,A,p1,p2'] }, /^applicants\.csv:2: .*the row has 4 cells, its head 3 columns/],
    ['a quotation mark that is not closed', { applicants: ['甲,A,p1', '"乙,A,p1', '丙,A,p2'] }, /^applicants\.csv:3: .*a quotation mark is not closed/],
    ['a quotation mark inside a cell', { applicants: ['甲"乙"丙,A,p1'] }, /^applicants\.csv:2: .*stands inside a cell/],
    ['nothing wrong', { scores: ['甲,p1,3'] }, /^taken$/],
  ];
  for (const [what, given, message] of cases) {
    it(`with ${what}: ${message.source.startsWith('^taken') ? 'taken' : 'refused by file, line and reason'}`, async () => {
      const files = { applicants: applicants(...(given.applicants ?? fine.applicants)), positions: positions(...(given.positions ?? fine.positions)), ...(given.scores === undefined ? {} : { scores: scores(...given.scores) }) };
      expect(await refused(files)).toMatch(message);
    });
  }

  it('without a column or without anything: refused', async () => {
    const empty = file('empty.csv', []);
    writeFileSync(empty, '');
    expect(await refused({ applicants: empty, positions: positions() })).toMatch(/^empty\.csv:1: .*empty/);
    expect(await refused({ applicants: file('other.csv', ['id,preferences', '甲,p1']), positions: positions() })).toMatch(/^other\.csv:1: .*missing column home/);
    expect(await refused({ applicants: join(folder, 'nowhere.csv'), positions: positions() })).toMatch(/no such file/);
  });

  it('takes what spreadsheets save: a byte order mark, quotation marks, line ends of Windows, empty lines, line feeds in a cell', async () => {
    const path = file('windows.csv', []);
    writeFileSync(path, '\uFEFFid,home,remark,preferences\r\n"甲","A","他说：""好""\n第二行","p1;p2"\r\n\r\n乙,A,,p2\r\n');
    const { problem, names } = await readProblem({ applicants: path, positions: positions('p1,B,1,甲', 'p2,C,1,乙') });
    expect(names.applicants).toEqual(['甲', '乙']);
    expect([...problem.market.wishPosition]).toEqual([0, 1, 1]);
    writeFileSync(path, 'id,home,preferences\n"甲","A\nB",p1\n乙,A,p9\n');
    expect(await refused({ applicants: path, positions: positions('p1,B,1,甲') })).toMatch(/^windows\.csv:4: /);
  });

  it('in another encoding than UTF-8: refused by the line where it begins', async () => {
    const path = join(folder, 'gbk.csv');
    writeFileSync(path, Buffer.concat([Buffer.from('id,home,preferences\na,A,p1\nb,'), Buffer.from([0xc4, 0xcf, 0xbe, 0xa9]), Buffer.from(',p1\n')]));
    expect(await refused({ applicants: path, positions: positions('p1,B,1,a') })).toMatch(/^gbk\.csv:3: .*not UTF-8/);
    writeFileSync(path, Buffer.concat([Buffer.from('id,home,preferences\na,A,p1\nb,B'), Buffer.from([0xe5, 0x8d])]));
    expect(await refused({ applicants: path, positions: positions('p1,B,1,a') })).toMatch(/^gbk\.csv:3: .*not UTF-8/);
  });

  it('with nobody, nothing to want, or no places: taken as it is', async () => {
    expect((await readProblem({ applicants: applicants(), positions: positions('p1,B,1,') })).names.applicants).toEqual([]);
    expect([...(await readProblem({ applicants: applicants('甲,A,', '乙,A,p1'), positions: positions('p1,B,0,乙') })).problem.market.wishStart]).toEqual([0, 0, 1]);
    expect((await readProblem({ applicants: applicants('甲,A,'), positions: positions() })).names.positions).toEqual([]);
  });

  it('breaks ties between equal scores by the seed of a lottery, or by the order of the file', async () => {
    const files = { applicants: applicants('甲,A,p1', '乙,A,p1', '丙,A,p1'), positions: positions('p1,B,1,'), scores: scores('丙,p1,5', '乙,p1,5', '甲,p1,5') };
    expect([...(await readProblem(files)).problem.market.wishRank]).toEqual([0, 1, 2]);
    const drawn = await Promise.all(['1', '2', '3', '4', '5'].map(async (seed) => [...(await readProblem({ ...files, seed })).problem.market.wishRank].join()));
    expect(new Set(drawn).size).toBeGreaterThan(1);
  });
});

describe('delta match within limits and with teams', () => {
  const columns = (name: string, head: string, ...lines: string[]) => file(name, [head, ...lines]);
  const four = () => columns('applicants.csv', 'id,home,preferences,category,team', '甲,A,p1;p2,校长,', '乙,A,p1;p2,校长,', '丙,B,p1,教师,', '丁,C,p2,教师,');
  const solve = (...args: string[]) => delta('match', 'solve', ...args, '--json');
  const matches = (stdout: string) => (JSON.parse(stdout) as { matches: { applicant: string; position: string }[]; blockingPairs: number });

  it('keeps quotas by category, and caps of a city within its province', () => {
    const positions = columns('positions.csv', 'id,host,capacity,priorities,region,quotas', 'p1,X,3,甲;乙;丙,3301,校长:1', 'p2,Y,3,丁;甲;乙,33,');
    const caps = columns('caps.csv', 'region,cap,within', '33,3,', '3301,2,33');
    const { status, stdout } = solve('--applicants', four(), '--positions', positions, '--caps', caps);
    expect(status).toBe(0);
    expect(matches(stdout)).toMatchObject({ matches: [{ applicant: '甲', position: 'p1' }, { applicant: '乙', position: 'p2' }, { applicant: '丁', position: 'p2' }], blockingPairs: 0 }); // of the province's 3 the city has 1, p2 has 2
  });

  it('sends a team together or not at all, and certifies it', () => {
    const applicants = columns('applicants.csv', 'id,home,preferences,team', '甲,A,p1;p2,T', '乙,A,p1;p2,T', '丙,B,p1,');
    const positions = columns('positions.csv', 'id,host,capacity,priorities', 'p1,X,2,丙;甲;乙', 'p2,Y,2,甲;乙');
    const certificate = join(folder, 'team.json');
    const { stdout } = solve('--applicants', applicants, '--positions', positions, '--certificate', certificate);
    expect(matches(stdout)).toMatchObject({ matches: [{ applicant: '甲', position: 'p2' }, { applicant: '乙', position: 'p2' }, { applicant: '丙', position: 'p1' }], blockingPairs: 0 });
    const check = () => delta('match', 'check', '--applicants', applicants, '--positions', positions, '--certificate', certificate);
    expect(check().status).toBe(0);
    columns('applicants.csv', 'id,home,preferences,team', '甲,A,p1;p2,T', '乙,A,p1;p2,', '丙,B,p1,');
    expect(check().stdout).toContain('the inputs are not those of the certificate');
  });

  it('refuses what no mechanism keeps, and a quota, a region or a cap that makes no sense, by file and line', async () => {
    const positions = (...lines: string[]) => columns('positions.csv', 'id,host,capacity,priorities,region,quotas', ...lines);
    const said = async (at: string, caps?: string) => readProblem({ applicants: four(), positions: at, caps }).then(() => 'taken', (error: Error) => error.message.replace(`${folder}/`, ''));
    expect(solve('--applicants', four(), '--positions', positions('p1,X,1,,,校长:1', 'p2,Y,1,,,'), '--mechanism', 'assignment').stderr).toContain('kept by da-applicant alone');
    expect(await said(positions('p1,X,1,,,校长', 'p2,Y,1,,,'))).toMatch(/^positions\.csv:2: .*category:number/);
    expect(await said(positions('p1,X,1,,,书记:1', 'p2,Y,1,,,'))).toMatch(/^positions\.csv:2: .*no applicant is of the category "书记"/);
    expect(await said(positions('p1,X,1,,33,', 'p2,Y,1,,,'))).toMatch(/^positions\.csv:2: .*"33" of position "p1" has no cap/);
    const fine = positions('p1,X,1,,33,', 'p2,Y,1,,,');
    expect(await said(fine, columns('caps.csv', 'region,cap,within', '33,一,'))).toMatch(/^caps\.csv:2: .*not a whole number/);
    expect(await said(fine, columns('caps.csv', 'region,cap,within', '33,1,3301', '3301,1,33'))).toMatch(/^caps\.csv:2: .*lies in itself/);
    expect(await said(fine, columns('caps.csv', 'region,cap,within', '33,1,44'))).toMatch(/^caps\.csv:2: .*has no cap/);
  });
});
