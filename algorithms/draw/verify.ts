import { canonicalJson, type Json } from '../canonical.ts';
import { commitOf, seedOf } from './chance.ts';
import { replaceDepartures } from './replace.ts';
import { allTickets } from './tickets.ts';
import { agreedReading, checksumOf, comparePanels, drawWith, frozenDigest, personDigest, transcriptSchema, writtenBeacon, type Frozen, type FrozenNow, type Round, type Transcript } from './transcript.ts';

/** What one thing that was looked at came to; `zh` and `en` say what does not fit, or what was found. */
export type Check = { readonly name: CheckName; readonly ok: boolean; readonly zh: string; readonly en: string };
export type CheckName = 'form' | 'digest' | 'rules' | 'list' | 'lottery' | 'rounds' | 'beacon' | 'draw' | 'openings' | 'bounds' | 'replacements';
export type Verdict = { readonly ok: boolean; readonly checks: readonly Check[]; readonly transcript?: Transcript };

/** Runs a draw again from its transcript, and says of each step whether it fits. Needs nothing but the text; the journal's digest is compared outside. */
export function verifyTranscript(text: string): Verdict {
  const transcript = parse(text);
  if (transcript === undefined) return { ok: false, checks: [bad('form', '不是完整的抽取记录，或有一处被改动', 'not a whole transcript, or something in it was changed')] };
  const checks = [good('form', '格式完整，写法唯一', 'complete, in its one canonical form'), ...checksOf(transcript)];
  return { ok: checks.every(({ ok }) => ok), checks, transcript };
}

function parse(text: string): Transcript | undefined {
  try {
    const value = JSON.parse(text) as Json; // whatever JSON.parse gives is JSON
    const parsed = transcriptSchema.safeParse(value);
    return parsed.success && `${canonicalJson(value)}\n` === text && checksumOf(parsed.data) === parsed.data.checksum ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function* checksOf(transcript: Transcript): Generator<Check> {
  const { frozen, digest, rounds } = transcript;
  const same = frozenDigest(frozen) === digest;
  yield same ? good('digest', `冻结内容的摘要是 ${digest}`, `what was frozen has the digest ${digest}`) : bad('digest', '冻结的内容与摘要不符', 'what was frozen does not fit its digest');
  if (frozen.format === 'delta-draw/2') yield rules(frozen);
  yield list(frozen);
  yield lottery(frozen);
  const faults = roundFaults(transcript);
  yield faults ?? good('rounds', `${rounds.length} 轮承诺与揭示相符`, `commits and reveals fit in ${rounds.length} round(s)`);
  const reading = beaconRead(transcript);
  if (reading !== undefined) yield reading;
  if (faults !== undefined || !same || reading?.ok === false) return;
  const drawn = drawWith(seedOf({ frozen: digest, round: rounds.length, reveals: rounds.at(-1)?.reveals ?? [], beacon: transcript.beacon }), frozen);
  yield sameJson(drawn, transcript.drawn) ? good('draw', '由种子重新抽取，结果相同', 'the seed gives the same panel and reserves again') : bad('draw', '由种子重新抽取，结果不同', 'the seed gives another panel or other reserves');
  yield* opened(transcript);
}

function rules({ reviewed, rules: named }: FrozenNow): Check {
  if (reviewed.some((digest, i) => i > 0 && digest <= (reviewed[i - 1] ?? ''))) return bad('rules', '评审对象没有按摘要排序，或有重复', 'what is reviewed is not in order, or is there twice');
  return good('rules', `回避与入选条件 ${Object.keys(named).length} 项、评审对象 ${reviewed.length} 项，均已冻结`, `${Object.keys(named).length} rules of who may be drawn, and ${reviewed.length} digests of what is reviewed, were frozen`);
}

/** Where a beacon was named, most of the parties have read the value that was mixed in. */
function beaconRead({ frozen, beacon, readings = [] }: Transcript): Check | undefined {
  if (frozen.format === 'delta-draw/1' || frozen.beacon === undefined || beacon === undefined) return undefined;
  const { parties, beacon: { name } } = frozen;
  if (readings.some(({ party, value }, i) => !parties.includes(party) || (i > 0 && party <= (readings[i - 1]?.party ?? '')) || value !== writtenBeacon(value))) return bad('beacon', '公共随机数的读数有误', 'a reading of the beacon is of an unknown party, twice there, out of order, or not written as readings are');
  const others = readings.filter(({ value }) => value !== beacon).map(({ party }) => party);
  if (agreedReading(parties, readings) !== beacon) return bad('beacon', `公共随机数“${name}”：读数“${beacon}”没有过半数的一方确认`, `the beacon "${name}": the value "${beacon}" was not read by most of the parties`);
  const [zh, en] = others.length === 0 ? ['，读数一致', 'all read the same'] : [`，${others.join('、')} 读数不同`, `${others.join(', ')} read otherwise`];
  return good('beacon', `公共随机数“${name}”是“${beacon}”，${readings.length} 方报读${zh}；请自行与公布的结果比对`, `the beacon "${name}" is "${beacon}", read by ${readings.length}; ${en}; compare it with what was published`);
}

function list({ people, parties, bounds, seats, panels, mode }: Frozen): Check {
  if (people.some((digest, i) => i > 0 && digest <= (people[i - 1] ?? ''))) return bad('list', '名单没有按摘要排序，或有重复', 'the list is not in order, or has somebody twice');
  if (parties.some((party, i) => i > 0 && party <= (parties[i - 1] ?? ''))) return bad('list', '各方没有按代码排序，或有重复', 'the parties are not in order, or one is there twice');
  if (seats > people.length) return bad('list', '名额多于人数', 'more seats than people');
  if (mode === 'uniform' && (bounds.length > 0 || panels.length > 0)) return bad('list', '等概率抽取不应有名额要求', 'a uniform draw has no bounds');
  return good('list', `可抽取 ${people.length} 人`, `${people.length} may be drawn`);
}

function lottery({ mode, panels, people, seats }: Frozen): Check {
  if (mode === 'uniform') return good('lottery', `每人机会相同：${((100 * seats) / people.length).toFixed(3)}%`, `everybody's chance is the same: ${((100 * seats) / people.length).toFixed(3)} %`);
  const sum = panels.reduce((all, { tickets }) => all + tickets, 0);
  if (sum !== allTickets) return bad('lottery', '签数之和不对', 'the tickets do not add up');
  for (const [i, panel] of panels.entries()) {
    const previous = panels[i - 1];
    if (panel.people.length !== seats) return bad('lottery', `第 ${i + 1} 个组合人数不对`, `panel ${i + 1} has not as many people as there are seats`);
    if (panel.people.some((place, at) => place >= people.length || (at > 0 && place <= (panel.people[at - 1] ?? 0)))) return bad('lottery', `第 ${i + 1} 个组合的名单有误`, `panel ${i + 1} names somebody twice, out of order, or who is not on the list`);
    if (previous !== undefined && comparePanels(previous.people, panel.people) >= 0) return bad('lottery', '组合没有按序排列，或有重复', 'the panels are not in order, or one is there twice');
  }
  return good('lottery', `${panels.length} 个组合，签数之和正确`, `${panels.length} panels whose tickets add up`);
}

/** The last round is whole; each before it is void, and names those by whose silence it is. */
function roundFaults({ frozen, digest, rounds, beacon, readings }: Transcript): Check | undefined {
  if ((frozen.beacon === undefined) !== (beacon === undefined) || (readings !== undefined) !== (frozen.format === 'delta-draw/2' && beacon !== undefined)) return bad('rounds', '公共随机数与申请不符', 'a beacon value is missing, or is there unasked');
  const secrets = rounds.flatMap(({ reveals }) => reveals.map(({ secret }) => secret));
  if (new Set(secrets).size !== secrets.length) return bad('rounds', '有秘密数被重复使用', 'a secret was used twice');
  for (const [i, round] of rounds.entries()) {
    const fault = roundFault(frozen.parties, digest, round, i + 1, i === rounds.length - 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function roundFault(parties: readonly string[], frozen: string, { commits, reveals, missing }: Round, number: number, last: boolean): Check | undefined {
  const silent = parties.filter((party) => !reveals.some((reveal) => reveal.party === party));
  if (!sameJson(silent, missing) || (silent.length === 0) !== last) return bad('rounds', `第 ${number} 轮的揭示不全，或作废的理由不符`, `round ${number}: reveals are missing, or it was void without reason`);
  for (const given of [commits, reveals]) if (given.some(({ party }, i) => !parties.includes(party) || (i > 0 && party <= (given[i - 1]?.party ?? '')))) return bad('rounds', `第 ${number} 轮的各方有误`, `round ${number}: a party is unknown, twice there, or out of order`);
  for (const { party, secret } of reveals) {
    const commit = commits.find((commit) => commit.party === party)?.commit;
    if (commit !== commitOf({ frozen, round: number, party, secret })) return bad('rounds', `第 ${number} 轮 ${party} 揭示的数与其承诺不符`, `round ${number}: what ${party} revealed does not fit what it committed to`);
  }
  return undefined;
}

function* opened({ frozen, drawn, departures, panel, openings }: Transcript): Generator<Check> {
  const wrong = openings.find((opening, i) => (i > 0 && opening.place <= (openings[i - 1]?.place ?? 0)) || frozen.people[opening.place] !== personDigest(opening));
  if (wrong !== undefined) return yield bad('openings', `“${wrong.id}”与名单中的摘要不符`, `"${wrong.id}" does not fit the digest on the list`);
  const byPlace = new Map(openings.map((opening) => [opening.place, opening]));
  const closed: number[] = [];
  const valuesOf = (place: number) => {
    const opening = byPlace.get(place);
    if (opening === undefined) closed.push(place);
    return opening?.values ?? {};
  };
  if (departures.some(({ place }, i) => place >= frozen.people.length || departures.findIndex((other) => other.place === place) !== i)) return yield bad('replacements', '退出名单有误', 'somebody left twice, or was not on the list');
  const replaced = replaceDepartures(frozen, drawn, departures, valuesOf);
  for (const place of [...drawn.panel, ...panel]) valuesOf(place);
  if (closed.length > 0) return yield bad('openings', `有 ${new Set(closed).size} 人没有公开，无法核对`, `${new Set(closed).size} people are not opened, so this cannot be checked`);
  yield good('openings', `公开的 ${openings.length} 人都与名单相符`, `all ${openings.length} people opened fit the list`);
  const broken = frozen.bounds.find(({ category, value, min, max }) => {
    const count = drawn.panel.filter((place) => valuesOf(place)[category] === value).length;
    return count < min || count > max;
  });
  yield broken === undefined ? good('bounds', '抽出的组合符合每一项名额要求', 'the panel drawn keeps every bound') : bad('bounds', `抽出的组合不符合“${broken.category}=${broken.value}”`, `the panel drawn breaks "${broken.category}=${broken.value}"`);
  yield sameJson(replaced.panel, panel) ? good('replacements', departures.length === 0 ? '无人退出' : `${departures.length} 人退出，递补与规则一致`, departures.length === 0 ? 'nobody left' : `${departures.length} left; those who came in are those whom the order gives`) : bad('replacements', '递补与规则不一致', 'those who came in are not those whom the order gives');
}

const sameJson = (a: Json, b: Json) => canonicalJson(a) === canonicalJson(b);
const good = (name: CheckName, zh: string, en: string): Check => ({ name, ok: true, zh, en });
const bad = (name: CheckName, zh: string, en: string): Check => ({ name, ok: false, zh, en });
