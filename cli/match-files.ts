import { nominatedBy } from '#algorithms/matching/balanced-exchange.ts';
import type { Names } from '#algorithms/matching/certificate.ts';
import { lotteryPlaces } from '#algorithms/matching/lottery.ts';
import { at, layOut, none, ownersOf, ranksFromScores, wishesByPosition, type Market } from '#algorithms/matching/market.ts';
import { isRestricted, type Restrictions } from '#algorithms/matching/restrictions.ts';
import { fitOfRanks, type Problem } from '#algorithms/matching/solve.ts';
import { BadFile, rowsOf } from './records.ts';

export type ProblemFiles = { readonly applicants: string; readonly positions: string; readonly scores?: string | undefined; /** The seed of the lottery; without one, ties go by the order of the applicants' file. */ readonly seed?: string | undefined; /** Caps of regions: `region,cap,within`. */ readonly caps?: string | undefined };

/**
 * Reads a matching problem from its files (UTF-8, comma-separated, a line for its columns): `id,home,preferences`, `id,host,capacity,priorities`,
 * and `applicant,position,score` in place of priorities. A home sends its applicants in the order of the file.
 * Further columns, where they are there: of applicants `category`, `team` and `fit` (`position:number`, by `;`, for the assignment), of positions `region` and `quotas` (`category:most`, by `;`).
 * @throws BadFile for the first thing that is wrong
 */
export async function readProblem({ applicants: applicantsFile, positions: positionsFile, scores: scoresFile, seed, caps: capsFile }: ProblemFiles): Promise<{ problem: Problem; names: Names }> {
  const applicants = new Index();
  const institutions = new Index();
  const homes: number[] = [];
  const preferences: { line: number; text: string }[] = [];
  const categories: string[] = [];
  const teams: string[] = [];
  const fits: string[] = [];
  for await (const rows of rowsOf(applicantsFile, ['id', 'home', 'preferences'], ['category', 'team', 'fit'])) for (const { line, cells: [id = '', home = '', text = '', category = '', team = '', fit = ''] } of rows) {
    if (id === '') throw new BadFile(applicantsFile, line, '缺少申请人编号 the applicant has no id');
    if (id.includes(';')) throw new BadFile(applicantsFile, line, `编号“${id}”不能含分号 the id "${id}" may not have a semicolon`);
    if (!applicants.add(id)) throw new BadFile(applicantsFile, line, `申请人“${id}”重复出现 applicant "${id}" is there twice`);
    if (home === '') throw new BadFile(applicantsFile, line, `申请人“${id}”没有派出单位 applicant "${id}" has no home`);
    homes.push(institutions.numberOf(home));
    categories.push(category);
    teams.push(team);
    preferences.push({ line, text });
    fits.push(fit);
  }

  const positions = new Index();
  const hosts: number[] = [];
  const capacity: number[] = [];
  const priorities: { line: number; text: string }[] = [];
  const caps = capsFile === undefined ? [] : await readCaps(capsFile);
  const regions: string[] = [];
  const quotas: ReadonlyMap<string, number>[] = [];
  for await (const rows of rowsOf(positionsFile, ['id', 'host', 'capacity'], ['region', 'quotas', 'priorities'], scoresFile === undefined ? ['priorities'] : [])) for (const { line, cells: [id = '', host = '', places = '', region = '', quota = '', text = ''] } of rows) {
    if (id === '') throw new BadFile(positionsFile, line, '缺少岗位编号 the position has no id');
    if (id.includes(';')) throw new BadFile(positionsFile, line, `编号“${id}”不能含分号 the id "${id}" may not have a semicolon`);
    if (!positions.add(id)) throw new BadFile(positionsFile, line, `岗位“${id}”重复出现 position "${id}" is there twice`);
    if (host === '') throw new BadFile(positionsFile, line, `岗位“${id}”没有接收单位 position "${id}" has no host`);
    if (!/^\d{1,9}$/.test(places)) throw new BadFile(positionsFile, line, `岗位“${id}”的名额“${places}”不是非负整数 the capacity "${places}" of position "${id}" is not a whole number of 0 or more`);
    if (region !== '' && !caps.some((cap) => cap.region === region)) throw new BadFile(positionsFile, line, `岗位“${id}”的地区“${region}”没有上限 the region "${region}" of position "${id}" has no cap`);
    regions.push(region);
    quotas.push(readQuotas(quota, categories, (reason) => new BadFile(positionsFile, line, `岗位“${id}” position "${id}": ${reason}`)));
    hosts.push(institutions.numberOf(host));
    capacity.push(Number(places));
    priorities.push({ line, text });
  }

  const listedLast = new Int32Array(positions.names.length).fill(none); // of each position, the last applicant who lists it
  const wishes = preferences.map(({ line, text }, a) => {
    const list = idsOf(text).map((id) => {
      if (id === '') throw new BadFile(applicantsFile, line, `申请人“${applicants.names[a]}”有空的志愿，请检查分号 applicant "${applicants.names[a]}" has an empty wish; look at the semicolons`);
      const position = positions.find(id);
      if (position === undefined) throw new BadFile(applicantsFile, line, `申请人“${applicants.names[a]}”的志愿“${id}”不存在 applicant "${applicants.names[a]}" wants "${id}", which does not exist`);
      return position;
    });
    const twice = list.find((position) => {
      if (listedLast[position] === a) return true;
      listedLast[position] = a;
      return false;
    });
    if (twice !== undefined) throw new BadFile(applicantsFile, line, `申请人“${applicants.names[a]}”把“${positions.names[twice]}”填了两次 applicant "${applicants.names[a]}" lists "${positions.names[twice]}" twice`);
    return list;
  });
  const rows = layOut(wishes);
  const order = Int32Array.from(applicants.names.keys());
  const ranked = scoresFile === undefined
    ? byPriorities(rows, priorities, positionsFile, applicants, positions)
    : await byScores(rows, scoresFile, applicants, positions, seed === undefined ? order : lotteryPlaces(applicants.names, seed));
  const market: Market = { ...rows, wishRank: ranked.wishRank, capacity: Int32Array.from(capacity) };
  const home = Int32Array.from(homes);
  const restrictions: Restrictions = { categories, teams, regions, quotas, caps };
  return {
    problem: { ...(isRestricted(restrictions) ? { restrictions } : {}), market, home, host: Int32Array.from(hosts), institutions: institutions.names.length, nominated: nominatedBy(home, institutions.names.length, order), fit: ranked.fit ?? readFits(fits, preferences, (line, reason) => new BadFile(applicantsFile, line, reason)) ?? fitOfRanks(market) },
    names: { applicants: applicants.names, positions: positions.names, institutions: institutions.names },
  };
}

/** How well each wish fits, as `position:number` for every wish of an applicant; `undefined` where the file says nothing of it. */
function readFits(texts: readonly string[], preferences: readonly { line: number; text: string }[], bad: (line: number, reason: string) => BadFile): Float64Array | undefined {
  if (texts.every((text) => text === '')) return undefined;
  return Float64Array.from(preferences.flatMap(({ line, text }, a) => {
    const given = new Map(idsOf(texts[a] ?? '').map((part) => { const [, id = part, value = ''] = /^(.+):(-?\d{1,9}(?:\.\d{1,6})?)$/.exec(part) ?? []; return [id, value] as const; }));
    return idsOf(text).map((id) => {
      const value = given.get(id) ?? '';
      if (value === '') throw bad(line, `志愿“${id}”没有契合度，应写作“岗位:数值” the wish "${id}" has no fit; write position:number`);
      return Number(value);
    });
  }));
}

async function readCaps(file: string): Promise<Restrictions['caps']> {
  const caps: { region: string; cap: number; within: string; line: number }[] = [];
  for await (const rows of rowsOf(file, ['region', 'cap'], ['within'])) for (const { line, cells: [region = '', cap = '', within = ''] } of rows) {
    if (region === '' || caps.some((known) => known.region === region)) throw new BadFile(file, line, `地区“${region}”为空或重复 the region "${region}" is empty or there twice`);
    if (!/^\d{1,9}$/.test(cap)) throw new BadFile(file, line, `地区“${region}”的上限“${cap}”不是非负整数 the cap "${cap}" of region "${region}" is not a whole number of 0 or more`);
    caps.push({ region, cap: Number(cap), within, line });
  }
  for (const { region, within, line } of caps) {
    if (within !== '' && !caps.some((known) => known.region === within)) throw new BadFile(file, line, `地区“${region}”所属的“${within}”没有上限 "${within}", in which "${region}" lies, has no cap`);
    for (let [at, steps] = [within, 0]; at !== ''; at = caps.find((known) => known.region === at)?.within ?? '') {
      steps += 1;
      if (at === region || steps > caps.length) throw new BadFile(file, line, `地区“${region}”的所属关系成环 the region "${region}" lies in itself`);
    }
  }
  return caps.map(({ region, cap, within }) => ({ region, cap, within }));
}

function readQuotas(text: string, categories: readonly string[], bad: (reason: string) => BadFile): ReadonlyMap<string, number> {
  const quotas = new Map<string, number>();
  for (const part of idsOf(text)) {
    const [, category = '', most = ''] = /^(.+):(\d{1,9})$/.exec(part) ?? [];
    if (category === '') throw bad(`类别限额“${part}”应写作“类别:人数” the quota "${part}" should read category:number`);
    if (quotas.has(category)) throw bad(`类别“${category}”有两个限额 the category "${category}" has two quotas`);
    if (!categories.includes(category)) throw bad(`没有申请人属于类别“${category}” no applicant is of the category "${category}"`);
    quotas.set(category, Number(most));
  }
  return quotas;
}

/** Ids and their numbers, in the order in which they came. */
class Index {
  readonly names: string[] = [];
  readonly #numbers = new Map<string, number>();

  /** False when the id is there already. */
  add(id: string): boolean {
    if (this.#numbers.has(id)) return false;
    this.#numbers.set(id, this.names.push(id) - 1);
    return true;
  }

  find(id: string): number | undefined {
    return this.#numbers.get(id);
  }

  numberOf(id: string): number {
    this.add(id);
    return this.#numbers.get(id) ?? none;
  }
}

const idsOf = (text: string): string[] => (text === '' ? [] : text.split(';').map((id) => id.trim()));

function byPriorities(rows: Pick<Market, 'wishStart' | 'wishPosition'>, priorities: readonly { line: number; text: string }[], file: string, applicants: Index, positions: Index): { wishRank: Int32Array; fit?: Float64Array } {
  const wishRank = new Int32Array(rows.wishPosition.length).fill(none);
  const wishFor = finderOf(rows, positions.names.length);
  const listedBy = new Int32Array(applicants.names.length).fill(none);
  for (const [p, { line, text }] of priorities.entries()) {
    for (const [rank, id] of idsOf(text).entries()) {
      if (id === '') throw new BadFile(file, line, `岗位“${positions.names[p]}”的名单有空项，请检查分号 position "${positions.names[p]}" lists nobody between two semicolons`);
      const a = applicants.find(id);
      if (a === undefined) throw new BadFile(file, line, `岗位“${positions.names[p]}”所列的“${id}”不存在 position "${positions.names[p]}" lists "${id}", who does not exist`);
      if (at(listedBy, a) === p) throw new BadFile(file, line, `岗位“${positions.names[p]}”把“${id}”列了两次 position "${positions.names[p]}" lists "${id}" twice`);
      listedBy[a] = p;
      const wish = wishFor(a, p);
      if (wish !== none) wishRank[wish] = rank;
    }
  }
  return { wishRank };
}

async function byScores(rows: Pick<Market, 'wishStart' | 'wishPosition'>, file: string, applicants: Index, positions: Index, lottery: Int32Array): Promise<{ wishRank: Int32Array; fit: Float64Array }> {
  const scores = new Float64Array(rows.wishPosition.length).fill(NaN);
  const unasked = new Set<number>();
  const wishFor = finderOf(rows, positions.names.length);
  for await (const rows of rowsOf(file, ['applicant', 'position', 'score'])) for (const { line, cells: [applicant = '', position = '', score = ''] } of rows) {
    const a = applicants.find(applicant);
    if (a === undefined) throw new BadFile(file, line, `申请人“${applicant}”不存在 applicant "${applicant}" does not exist`);
    const p = positions.find(position);
    if (p === undefined) throw new BadFile(file, line, `岗位“${position}”不存在 position "${position}" does not exist`);
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(score) || !Number.isFinite(Number(score))) throw new BadFile(file, line, `分数“${score}”不是数 the score "${score}" is not a number`);
    const wish = wishFor(a, p);
    const pair = a * positions.names.length + p;
    if (wish === none ? unasked.has(pair) : !Number.isNaN(at(scores, wish))) throw new BadFile(file, line, `“${applicant}”在“${position}”已有分数 "${applicant}" has a score at "${position}" already`);
    if (wish === none) unasked.add(pair);
    else scores[wish] = Number(score);
  }
  return { wishRank: ranksFromScores(rows, positions.names.length, scores, lottery), fit: scores };
}

/** Finds an applicant's wish for a position, or `none`: each one's wishes lie in the order of the positions, and are looked through by halves, since a list may have thousands. */
function finderOf({ wishStart, wishPosition }: Pick<Market, 'wishStart' | 'wishPosition'>, positions: number): (applicant: number, position: number) => number {
  const ordered = new Int32Array(wishPosition.length);
  const applicantOf = ownersOf(wishStart);
  const next = wishStart.slice();
  for (const wish of wishesByPosition(wishPosition, positions, () => true).wishes) {
    const a = at(applicantOf, wish);
    ordered[at(next, a)] = wish;
    next[a] = at(next, a) + 1;
  }
  return (applicant, position) => {
    let [from, to] = [at(wishStart, applicant), at(wishStart, applicant + 1)];
    while (from < to) {
      const middle = (from + to) >>> 1;
      const there = at(wishPosition, at(ordered, middle));
      if (there === position) return at(ordered, middle);
      if (there < position) from = middle + 1;
      else to = middle;
    }
    return none;
  };
}
