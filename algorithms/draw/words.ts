import type { Change, Conflict, Limit } from './conflict.ts';
import type { Bound } from './request.ts';

type Words = { readonly zh: string; readonly en: string };

/** What a bound counts, in words. */
export type Naming = (bound: Pick<Bound, 'category' | 'value'>) => Words;

const plainly: Naming = ({ category, value }) => ({ zh: `${category}=${value}`, en: `${category}=${value}` });

/** Why no panel keeps the bounds, and what would help, for the person who asked; with the names that they know. */
export function describeConflict(conflict: Conflict, name: Naming = plainly): Words {
  if (conflict.kind === 'tooFewPeople') {
    const { people, seats } = conflict;
    return { zh: `可抽取的只有 ${people} 人，少于所需的 ${seats} 人，还缺 ${seats - people} 人。`, en: `Only ${people} can be drawn for ${seats} seats: ${seats - people} too few.` };
  }
  if (conflict.kind === 'cap') {
    const least = Math.ceil(conflict.least * 10_000) / 100;
    return { zh: `任何人中选机会不超过 ${percent(conflict.cap)}% 的要求无法满足；至少要放宽到 ${least}%。`, en: `Nobody's chance above ${percent(conflict.cap)} % cannot be kept; it must be at least ${least} %.` };
  }
  const { together, short, nearest, withinSoft } = conflict;
  const zh = [`以下 ${together.length} 项要求不能同时满足（合计差 ${short} 人）：`, ...together.map((limit) => `  ${sayLimit(limit, name).zh}`)];
  const en = [`These ${together.length} bounds cannot hold together (short by ${short}):`, ...together.map((limit) => `  ${sayLimit(limit, name).en}`)];
  zh.push(withinSoft ? '在弹性范围内，最小的可行调整是：' : '在弹性范围内没有可行的调整。若改动硬性要求（须由申请方自行决定），最小的调整是：', ...nearest.map((change) => `  ${sayChange(change, name).zh}`));
  en.push(withinSoft ? 'Within the softer bounds, the nearest that works:' : 'No change within the softer bounds works. If hard rules are changed, which only the requester may decide, the nearest that works:', ...nearest.map((change) => `  ${sayChange(change, name).en}`));
  return { zh: zh.join('\n'), en: en.join('\n') };
}

function sayLimit({ bound, side, available }: Limit, name: Naming): Words {
  const { min, max } = bound;
  const { zh, en } = name(bound);
  return side === 'min'
    ? { zh: `“${zh}”至少 ${min} 人（可抽取的有 ${available} 人）`, en: `"${en}": at least ${min} (there are ${available})` }
    : { zh: `“${zh}”至多 ${max} 人`, en: `"${en}": at most ${max}` };
}

function sayChange({ bound, min: newMin, max: newMax }: Change, name: Naming): Words {
  const { min, max } = bound;
  const named = name(bound);
  const parts = [
    ...(newMin === min ? [] : [{ zh: `下限由 ${min} 改为 ${newMin}`, en: `min from ${min} to ${newMin}` }]),
    ...(newMax === max ? [] : [{ zh: `上限由 ${max} 改为 ${newMax}`, en: `max from ${max} to ${newMax}` }]),
  ];
  return { zh: `“${named.zh}”${parts.map(({ zh }) => zh).join('，')}`, en: `"${named.en}": ${parts.map(({ en }) => en).join(', ')}` };
}

function percent(share: number): number {
  return Math.round(share * 10_000) / 100;
}
