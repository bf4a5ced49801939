import { sql } from 'kysely';
import type { Merging } from '#kernel/module.ts';

/** Two records become one person: applications, agreements and stays are the one's; two of the same call or at the same time have to be settled first. */
export const merging: Merging = {
  obstacles: async (tx, { goneId, keptId }) => {
    const { rows: calls } = await sql<{ title: string }>`
      select s.title from exchange.application a join exchange.application b on b.scheme_id = a.scheme_id and b.person_id = ${keptId} and b.state <> 'withdrawn' join exchange.scheme s on s.id = a.scheme_id
      where a.person_id = ${goneId} and a.state <> 'withdrawn' order by s.title`.execute(tx.db);
    const { rows: stays } = await sql<{ title: string; other: string }>`
      select s.title, t.title as other from exchange.placement a join exchange.placement b on b.person_id = ${keptId} and b.during && a.during and b.state <> 'withdrawn' join exchange.scheme s on s.id = a.scheme_id join exchange.scheme t on t.id = b.scheme_id
      where a.person_id = ${goneId} and a.state <> 'withdrawn' and a.scheme_id <> b.scheme_id order by 1, 2`.execute(tx.db);
    const { rows: interviews } = await sql`select from exchange.interview_slot a join exchange.interview_slot b on b.person_id = ${keptId} and b.during && a.during where a.person_id = ${goneId} limit 1`.execute(tx.db);
    const { rows: posts } = await sql<{ title: string }>`
      select s.title from exchange.offer a join exchange.offer b on b.scheme_id = a.scheme_id and b.tutor_id = ${keptId} and b.one_to_one and b.state <> 'withdrawn' join exchange.scheme s on s.id = a.scheme_id
      where a.tutor_id = ${goneId} and a.one_to_one and a.state <> 'withdrawn' order by s.title`.execute(tx.db);
    return [
      ...posts.map(({ title }) => ({ zh: `两份记录在“${title}”中都是带教导师，请先由所在单位撤回其中一个岗位`, en: `both are mentors in “${title}”: one post has to be withdrawn first` })),
      ...calls.map(({ title }) => ({ zh: `两份记录都报名了“${title}”，请本人先撤回其中一份；已经匹配的，由派出单位办理退出`, en: `both have applied to “${title}”: one application has to be withdrawn, or its place given up, first` })),
      ...stays.map(({ title, other }) => ({ zh: `“${title}”与“${other}”的派出时间重叠，请先由接收单位提前结束或改期其中一段`, en: `the stays of “${title}” and “${other}” overlap: one has to be ended or moved first` })),
      ...interviews.map(() => ({ zh: '两份记录约了同一时间的面试，请先取消其中一场', en: 'both have an interview at the same time: one has to be cancelled first' })),
    ];
  },
  move: async (tx, { goneId, keptId }) => void (await sql`select exchange.merge_person(${goneId}, ${keptId}), exchange.move_mentor(${goneId}, ${keptId}), exchange.move_practice(${goneId}, ${keptId})`.execute(tx.db)),
};
