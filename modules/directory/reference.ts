import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { isPartyCode, type PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';

export type Division = { code: string; name: string; level: 'province' | 'city' | 'county'; parent: string | null; party: PartyCode };

export type University = { id: string; code: string; name: string; authority: string; division: string; level: string; remark: string; party: PartyCode };

const levelNames: Readonly<Record<string, Division['level']>> = { 省级: 'province', 地级: 'city', 县级: 'county' };

/** The 4 provincial, 41 prefectural and 329 county-level divisions, as the project carries them. */
export async function readDivisions(): Promise<Division[]> {
  return (await readTable('divisions.csv')).map(([code = '', name = '', levelName = '', parent = '']) => ({
    code,
    // Shanghai's one prefectural row is named 市辖区
    name: name === '市辖区' ? '上海市' : name,
    level: levelNames[levelName] ?? 'county',
    parent: parent || null,
    party: partyOf(code),
  }));
}

/** The 457 universities of the Ministry's list, each in its city; their ids follow from their codes, the same in every installation. */
export async function readUniversities(): Promise<University[]> {
  // a few stand in a county-level city (昆山市): the place is then the county, so counties first, cities over them
  const divisions = await readDivisions();
  const places = new Map(['county', 'city'].flatMap((level) => divisions.filter((division) => division.level === level)).map(({ party, name, code }) => [party + name, code]));
  return (await readTable('universities.csv')).map(([code = '', name = '', authority = '', city = '', level = '', remark = '']) => {
    const party = partyOf(code.slice(2, 4));
    return { id: referenceId('university', code), code, name, authority, division: places.get(party + city) ?? `${party}0000`, level, remark, party };
  });
}

/** Loads the reference data; what is there already stays as it is. */
export async function loadReferenceData(tx: Tx): Promise<void> {
  const divisions = await readDivisions();
  await sql`insert into directory.division (code, name, level, parent, party)
    select code, name, level, parent, party from json_to_recordset(${JSON.stringify(divisions)}::json) as d(code text, name text, level text, parent text, party text)
    on conflict do nothing`.execute(tx.db);
  const universities = await readUniversities();
  await sql`insert into directory.institution (id, kind, name, code, division, party, authority, level, remark)
    select id, 'university', name, code, division, party, authority, level, nullif(remark, '')
    from json_to_recordset(${JSON.stringify(universities)}::json) as u(id uuid, name text, code text, division text, party text, authority text, level text, remark text)
    on conflict do nothing`.execute(tx.db);
}

/** A UUID (version 8, RFC 9562) that follows from what it names, so that every installation gives a reference row the same. */
export function referenceId(kind: string, code: string): string {
  const bytes = createHash('sha256').update(`delta ${kind} ${code}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6] ?? 0) % 16 | 0x80;
  bytes[8] = (bytes[8] ?? 0) % 64 | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

async function readTable(file: string): Promise<string[][]> {
  const text = await readFile(new URL(`./reference/${file}`, import.meta.url), 'utf8');
  return text.trim().split(/\r?\n/).slice(1).map((line) => line.split(','));
}

function partyOf(code: string): PartyCode {
  const party = code.slice(0, 2);
  if (!isPartyCode(party)) throw new Error(`${code} is in none of the four`);
  return party;
}
