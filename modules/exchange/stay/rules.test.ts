import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convertGrade, daysByMonth, daysOfRange, daysSigned, differences, factsOf, finishesFrom, middleOf, missingField, missingMonths, monthsOf, objectUntil, obstacleTo, readOut, type Scale } from './rules.ts';

const day = fc.integer({ min: 0, max: 2000 }).map((after) => Temporal.PlainDate.from('2025-01-01').add({ days: after }).toString());
const span = fc.tuple(day, fc.integer({ min: 0, max: 400 })).map(([from, days]) => ({ from, to: Temporal.PlainDate.from(from).add({ days }).toString() }));

describe('the rules of a stay', () => {
  test('know the months of a time, and those that are over without a journal', () => {
    expect(monthsOf('2027-11-20', '2028-02-01')).toEqual(['2027-11', '2027-12', '2028-01', '2028-02']);
    expect(missingMonths({ from: '2027-11-20', to: '2028-02-01', written: ['2027-11'], today: '2028-01-31' })).toEqual(['2027-12']);
    expect(missingMonths({ from: '2027-11-20', to: '2028-02-01', written: [], today: '2027-11-30' })).toEqual([]);
    // The last month is over with the stay, and not a day before.
    expect(['2027-11-25', '2027-11-26'].map((today) => missingMonths({ from: '2027-11-20', to: '2027-11-25', written: [], today }))).toEqual([[], ['2027-11']]);
  });

  test('let a stay be over on its last day, one of months three days before, and one of days not an hour earlier', () => {
    expect([['2027-09-01', '2028-01-15'], ['2027-09-01', '2027-09-30'], ['2027-09-01', '2027-09-03'], ['2027-09-01', '2027-09-01']].map(([from, to]) => finishesFrom({ from: from!, to: to! }))).toEqual(['2028-01-12', '2027-09-29', '2027-09-03', '2027-09-01']);
    fc.assert(fc.property(span, (days) => { expect(finishesFrom(days) >= days.from && finishesFrom(days) <= days.to).toBe(true); }), { numRuns: 100 });
  });

  test('read a time as the database shows it: its first and its last day', () => {
    expect(daysOfRange('[2027-09-01,2028-01-16)')).toEqual({ from: '2027-09-01', to: '2028-01-15' });
    expect(daysOfRange('empty')).toEqual({ from: '', to: '' });
  });

  test('count a person on arrival, days in their months, hours and credits as recognised, or hours by the journal', () => {
    const of = { measure: '交换生', party: '32', toParty: '33', from: '2027-09-20', to: '2027-10-05', journal: [{ month: '2027-09', hours: 0 }, { month: '2027-10', hours: 12 }], recognised: [], certifiedOn: null } as const;
    expect(factsOf(of)).toEqual([
      { measure: '交换生', value: 1, unit: '人次', period: '2027-09', party: '32', toParty: '33' }, { measure: '交换生天数', value: 11, unit: '天', period: '2027-09', party: '32', toParty: '33' },
      { measure: '交换生天数', value: 5, unit: '天', period: '2027-10', party: '32', toParty: '33' }, { measure: '交换生学时', value: 12, unit: '学时', period: '2027-10', party: '32', toParty: '33' },
    ]);
    expect(factsOf({ ...of, recognised: [{ course: '课程论', hours: 48, credits: 3, grade: '92' }], certifiedOn: '2027-11-01' }).slice(3)).toEqual([{ measure: '交换生学时', value: 48, unit: '学时', period: '2027-11', party: '32', toParty: '33' }, { measure: '交换生学分', value: 3, unit: '学分', period: '2027-11', party: '32', toParty: '33' }]);
  });

  test('show exactly the fields in which two versions of an agreement differ', () => {
    const version = fc.dictionary(fc.constantFrom('plan', 'tutor', 'duties'), fc.string());
    fc.assert(fc.property(version, version, (before, after) => {
      const found = differences(before, after);
      const merged = { ...before };
      for (const { field, after: now } of found) merged[field] = now;
      for (const key of Object.keys(after)) expect(merged[key]).toBe(after[key]);
      expect(differences(after, after)).toEqual([]);
    }), { numRuns: 100 });
  });

  test('split days over months without losing or inventing one', () => {
    fc.assert(fc.property(span, ({ from, to }) => { expect(daysByMonth(from, to).reduce((sum, { days }) => sum + days, 0)).toBe(Temporal.PlainDate.from(from).until(to).days + 1); }), { numRuns: 100 });
  });

  test('begin a placement on the day it is signed, when that is later, and not at all after its end', () => {
    expect(daysSigned({ from: '2027-09-01', to: '2028-01-15', signedOn: '2027-06-01' })).toEqual({ from: '2027-09-01', to: '2028-01-15' });
    expect(daysSigned({ from: '2027-09-01', to: '2028-01-15', signedOn: '2027-09-06' })).toEqual({ from: '2027-09-06', to: '2028-01-15' });
    expect(daysSigned({ from: '2027-09-01', to: '2028-01-15', signedOn: '2028-01-16' })).toBeUndefined();
    expect(middleOf({ from: '2027-09-01', to: '2027-09-10' })).toBe('2027-09-06');
  });

  test('convert the host’s mark by the first line that it reaches, whatever the order of the lines', () => {
    const scale: Scale = { host: '百分制', home: '五级制', lines: [{ atLeast: 60, grade: '及格' }, { atLeast: 90, grade: '优秀' }, { atLeast: 80, grade: '良好' }] };
    expect(['95', '90', '89.5', '60', '59', '良', ''].map((mark) => convertGrade(scale, mark))).toEqual(['优秀', '优秀', '良好', '及格', undefined, undefined, undefined]);
    expect(convertGrade(null, '95')).toBeUndefined();
  });

  test('find what an agreement lacks, of texts, courses and scale', () => {
    const fields = [{ key: 'courses', kind: 'courses', required: true }, { key: 'tutor', kind: 'text', required: true }, { key: 'pay', kind: 'text', required: false }] as const;
    const content = { texts: { tutor: ' ' }, courses: [], scale: null };
    expect(missingField(fields, content)?.key).toBe('courses');
    const filled = { ...content, courses: [{ homeCourse: 'a', homeCredits: 1, hostCourse: 'b', hostCredits: 1, hours: 16 }] };
    expect(missingField(fields, filled)?.key).toBe('tutor');
    expect(missingField(fields, { ...filled, texts: { tutor: '许老师' } })).toBeUndefined();
    expect(readOut({ content: filled, from: '2027-09-01', to: '2027-09-30', names: { tutor: '许老师' } })).toEqual({ days: '2027-09-01 – 2027-09-30', tutor: ' ', courses: 'a（1）— b（1，16）', 'signatory.tutor': '许老师' });
  });

  test('let the certificate wait for assessments, for objections in time and for their answers, and never for somebody who says nothing more', () => {
    const assessed = (side: string, grade = 'good', assessedAt = '2028-01-15T02:00:00Z') => ({ side, grade, assessedAt });
    const all = { assessedBy: ['person', 'home', 'host'], objectionDays: 7 } as const;
    const [home, host, person] = [assessed('home'), assessed('host', 'failed', '2028-01-20T17:00:00Z'), assessed('person')];
    expect(objectUntil([home], all)).toBeUndefined();
    expect(objectUntil([home, host], all)).toBe('2028-01-28');
    const at = (today: string, more: Partial<Parameters<typeof obstacleTo>[0]> = {}) => obstacleTo({ assessments: [home, { ...host, grade: 'good' }, person], objections: [], noObjection: false, ends: all, today, ...more });
    const training = { assessedBy: ['host'], objectionDays: 3 } as const; // three days of training: its host says how it was, nobody else is asked
    expect([objectUntil([host], training), at('2028-01-24', { assessments: [assessed('host', 'good', '2028-01-20T17:00:00Z')], ends: training }), at('2028-01-25', { assessments: [assessed('host', 'good', '2028-01-20T17:00:00Z')], ends: training })]).toEqual(['2028-01-24', 'objectionTime', undefined]);
    const objection = { side: 'host', outcome: null, grade: null };
    expect([at('2028-01-21', { assessments: [home] }), at('2028-01-21', { assessments: [home, host] }), at('2028-01-28'), at('2028-01-29'), at('2028-01-21', { noObjection: true })]).toEqual(['notAssessed', 'notAssessed', 'objectionTime', undefined, undefined]);
    expect([at('2028-03-01', { objections: [objection] }), at('2028-01-21', { objections: [{ ...objection, outcome: 'kept' }] })]).toEqual(['objectionOpen', undefined]);
    expect([at('2028-01-29', { assessments: [home, host] }), at('2028-01-29', { assessments: [home, host], objections: [{ side: 'host', outcome: 'changed', grade: 'passed' }] })]).toEqual(['failed', undefined]);
  });
});
