import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { migrations } from '../../server/modules.ts';
import { presetNames, presetOf } from './presets.ts';
import { datesFollow, datesIn } from './rules.ts';
import { paperFiles } from './service/application-files.ts';
import { beginApplication, listApplications, moveApplication, saveApplication, showOwn } from './service/applications.ts';
import { showScheme } from './service/schemes.ts';
import { aMember, anApplication, anExchange, anOpenScheme, clausesBefore, handInPapers, refusedWith, type Exchange } from './testing.ts';

let db: Exchange['db'];
let platform: Exchange['platform'];
let region: Exchange['region'];
let nextYear: Exchange['nextYear'];
let act: Exchange['act'];
beforeAll(async () => void ({ db, platform, region, nextYear, act } = await anExchange(migrations)));
afterAll(() => db.drop());

describe('every programme', () => {
  test('brings days that follow each other, whatever the year, papers under names of their own, and says what ends it', () => {
    for (const name of presetNames) {
      const { calendar, papers, ends } = presetOf(name);
      for (const year of [2027, 2028]) expect([name, datesFollow(datesIn(calendar, year))]).toEqual([name, true]);
      expect(new Set(papers.map(({ key }) => key)).size).toBe(papers.length);
      expect([ends.assessedBy.length > 0, ends.objectionDays > 0]).toEqual([true, true]);
    }
    expect(datesIn(presetOf('exchangeStudents').calendar, 2027)).toEqual({ applyUntil: '2027-04-30', answerUntil: '2027-06-15', startsOn: '2027-09-01', endsOn: '2028-01-20' });
    expect([presetOf('trainingPlaces').ends.journal, presetOf('exchangeStudents').ends.journal]).toEqual([false, true]);
  });
});

describe('the papers of a programme', () => {
  test('may be missing from a draft and not from what is sent in; each has its own place, and what is missing is named', async () => {
    const { id: scheme, offers } = await anOpenScheme(platform, region, { year: nextYear(), preset: 'internships', mechanism: 'da-applicant' });
    expect((await clausesBefore(platform, region, scheme))?.find(({ id }) => id === 'papers')?.text).toBe('学生和监护人签字的知情同意书；实习责任保险凭证（可不交）。');
    const member = await aMember(db, region, '32');
    const { id, version } = await beginApplication(platform, member, scheme);
    await saveApplication(platform, member, id, { version, statement: '学前教育专业', wishes: [offers['33']] });
    const own = async () => (await showOwn(platform, member, scheme)).application!;
    expect((await own()).papers.map(({ key, required }) => [key, required])).toEqual([['consent', true], ['insurance', false]]);
    const error = await moveApplication(platform, member, { id, transition: 'submit', version: 2 }).catch((thrown: { text?: { zh: string } }) => thrown.text?.zh);
    expect(error).toBe('还缺材料：学生和监护人签字的知情同意书。请上传后再提交。');
    const by = (actor: PersonActor, statement: ReturnType<typeof sql>) => refusedWith(inTransaction(db, actor, (tx) => statement.execute(tx.db)));
    expect(await by(member, sql`update exchange.application set state = 'submitted' where id = ${id}`)).toBe('42501');
    expect(await by(member, sql`update exchange.paper set required = false where application_id = ${id}`)).toBe('42501');
    expect(await by(member, sql`delete from exchange.paper where application_id = ${id}`)).toBe('42501');
    await handInPapers(platform, member, id);
    await act(member, id, 'submit');

    const [paper] = (await own()).papers;
    const sees = (actor: PersonActor) => inTransaction(db, actor, (tx) => paperFiles.maySee(tx, paper!.id));
    expect([await sees(member), await sees(region.deans['32']), await sees(region.deans['33']), await sees(await aMember(db, region, '32', '别人'))]).toEqual([true, true, false, false]);
    expect(await inTransaction(db, member, (tx) => paperFiles.mayAttach(tx, paper!.id))).toBe(false);
  });

  test('are what the four have signed: nobody takes one off a scheme afterwards', async () => {
    const { id } = await anOpenScheme(platform, region, { year: nextYear() });
    for (const change of [sql`papers = '[]'`, sql`nominated_by = 'party'`, sql`confirms = '{party}'`]) {
      expect(await refusedWith(inTransaction(db, region.officers['32'], (tx) => sql`update exchange.scheme set ${change} where id = ${id}`.execute(tx.db)))).toBe('42501');
    }
  });
});

describe('who nominates', () => {
  test('is the city or district where the programme says so: it gets the task, nominates within the home’s quota and takes its word back; the home does not', async () => {
    const { id: scheme, offers } = await anOpenScheme(platform, region, { year: nextYear(), preset: 'divisionCadres', mechanism: 'da-applicant', quota: 1 });
    const { rows: [home] } = await db.admin.query<{ division: string }>('select division from directory.institution where id = $1', [region.universities['32']]);
    const officer = (division: string): PersonActor => ({ role: 'division_officer', party: '32', division, accountId: crypto.randomUUID(), personId: crypto.randomUUID() });
    const [own, elsewhere] = [officer(home!.division), officer('320900')];
    const [first, second] = [await aMember(db, region, '32', '甲'), await aMember(db, region, '32', '乙')];
    const ids = [await anApplication(platform, first, scheme, [offers['33']]), await anApplication(platform, second, scheme, [offers['33']])] as [string, string];
    expect((await db.admin.query("select to_division as to from kernel.task where subject_id = $1 and kind = 'exchange.application/nominate' and closed_at is null", [ids[0]])).rows).toEqual([{ to: home!.division }]);
    const listed = async (actor: PersonActor) => (await listApplications(platform, actor, scheme, 'home')).map(({ mayNominate }) => mayNominate);
    expect([await listed(own), await listed(region.deans['32']), await listed(elsewhere)]).toEqual([[true, true], [false, false], []]);
    expect((await showScheme(platform, own, scheme)).may.nominate).toBe(true);
    expect(await refusedWith(act(region.deans['32'], ids[0], 'nominate'))).toBe('exchange/nominated-by-others');
    const forged = inTransaction(db, region.deans['32'], (tx) => sql`update exchange.application set state = 'atParty', nomination_rank = 1 where id = ${ids[0]}`.execute(tx.db));
    expect(await refusedWith(forged)).toBe('42501');
    await act(own, ids[0], 'nominate');
    expect((await showOwn(platform, first, scheme)).application).toMatchObject({ state: 'atParty', nominationRank: 1 });
    expect(await refusedWith(act(own, ids[1], 'nominate'))).toBe('exchange/over-quota');
    await act(own, ids[0], 'undo', '名额调整');
    await act(own, ids[1], 'nominate');
    expect((await showOwn(platform, second, scheme)).application?.state).toBe('atParty');
    await inTransaction(db, elsewhere, (tx) => sql`update exchange.application set state = 'refused', reason = '无' where id = ${ids[0]}`.execute(tx.db));
    expect((await showOwn(platform, first, scheme)).application?.state).toBe('submitted');
  });
});
