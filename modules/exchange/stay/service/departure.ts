import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import { closeTasks, notify, type Addressee } from '#kernel/inbox/inbox.ts';
import { record } from '#kernel/journal/journal.ts';
import { move } from '#kernel/lifecycle/move.ts';
import type { Departure, Mentioned, Touched } from '#kernel/module.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { moveUp } from '../../answers/service/reserves.ts';
import { schemeLink, stayLink } from '../../lifecycle.ts';
import { findScheme } from '../../service/schemes.ts';
import { placementLifecycle } from '../lifecycle.ts';
import type { PlacementRow } from '../store.ts';
import { setAgreementsAside } from './agreements.ts';
import { countStay, findPlacement, settleDays } from './stays.ts';

type Row = {
  id: string; schemeId: string; schemeTitle: string; personName: string; state: string; offerId: string | null; homeId: string; hostId: string | null; hostName: string | null;
  placementId: string | null; placement: 'ready' | 'underway' | 'finished' | 'certified' | 'ended' | null; tutorId: string | null;
};

/** Somebody deletes their account, also in mid-placement: what would be touched is listed; once confirmed, the stay ends early with the reason, host, home and tutor hear of it, and a free place goes on. */
export const departure: Departure = {
  touched: async (tx, { personId }) => (await load(tx, personId)).flatMap(touchedBy),
  leave: async (tx, platform, { personId, accountId, pseudonym, reason }) => {
    // oxlint-disable-next-line no-await-in-loop -- a person has a handful
    for (const row of await load(tx, personId)) await end(tx, platform, row, reason);
    await leavePosts(tx, personId, pseudonym);
    await sql`select exchange.forget_practice(${personId})`.execute(tx.db);
    await sql`select exchange.forget_papers(${personId})`.execute(tx.db);
    return (await sql<Mentioned>`select * from exchange.forget_person(${personId}, ${accountId}, ${pseudonym})`.execute(tx.db)).rows;
  },
};

/** Posts that are this person: their institution hears that it needs another mentor. */
async function leavePosts(tx: Tx, personId: string, pseudonym: string): Promise<void> {
  const { rows } = await sql<{ id: string; title: string; schemeId: string; institutionId: string }>`select * from exchange.forget_mentor(${personId}, ${pseudonym})`.execute(tx.db);
  for (const { id, title, schemeId, institutionId } of rows) {
    // oxlint-disable-next-line no-await-in-loop -- one a scheme
    await notify(tx, { kind: 'exchange.offer/mentorGone', subject: { type: 'exchange.offer', id }, to: { role: 'institution_officer', organizationId: institutionId }, link: `${schemeLink(schemeId)}?tab=offers`, title: { zh: `“${title}”的导师已注销账号，请另选导师或撤回岗位`, en: `The mentor of "${title}" has deleted their account; name another, or withdraw the post` } });
  }
}

/** Everything of a person's that is not over, or that others rely on; of two at once the second waits, so that nobody arrives meanwhile. */
async function load(tx: Tx, personId: string): Promise<Row[]> {
  await sql`select from exchange.application where person_id = ${personId} order by id for update`.execute(tx.db);
  const { rows } = await sql<Row>`
    select a.id, a.scheme_id, s.title as scheme_title, a.person_name, a.state, a.offer_id, a.home_id, i.id as host_id, i.name as host_name, p.id as placement_id, p.state as placement,
      (select g.person_id from exchange.agreement_version v join exchange.signature g on g.agreement_id = v.agreement_id and g.number = v.number and g.signatory = 'tutor' where v.agreement_id = p.agreement_id and v.state = 'inForce') as tutor_id
    from exchange.application a join exchange.scheme s on s.id = a.scheme_id left join exchange.offer o on o.id = a.offer_id left join directory.institution i on i.id = o.institution_id
      left join exchange.placement p on p.application_id = a.id and p.state <> 'withdrawn'
    where a.person_id = ${personId} and a.state not in ('withdrawn', 'refused', 'declined', 'lapsed') order by a.id`.execute(tx.db);
  return rows;
}

const consequences = {
  waiting: { zh: '报名撤回，不再参加匹配。', en: 'The application is withdrawn and takes no part in the matching.' },
  placed: { zh: '放弃名额，名额按规则递补给他人；协议作废。', en: 'The place is given up and goes on by rule; its agreement is void.' },
  underway: { zh: '派出提前结束，立即告知派出单位、接收单位和指导人；不再发放证书。', en: 'The placement ends early; home, host and tutor are told at once; no certificate is given.' },
  finished: { zh: '派出已期满。鉴定和发证照常办理，证书以化名登记，您将无法再下载；如需证书，请领取后再注销。', en: 'The placement is over. Assessment and certificate go on under a pseudonym, and you can no longer download it; if you want it, wait for it.' },
  kept: { zh: '证书编号和认定的学时学分保留，姓名改为化名；请先自行下载证书和成绩单。', en: 'The certificate’s number, hours and credits stay under a pseudonym; download certificate and transcript first.' },
} as const;

function touchedBy({ id, schemeTitle, hostName, state, placement }: Row): Touched[] {
  const what = placement === null ? (['offered', 'conditional', 'accepted'].includes(state) ? 'placed' : 'waiting') : placement === 'ready' ? 'placed' : placement === 'certified' || placement === 'ended' ? 'kept' : placement;
  return [{ id, state: `${state}/${placement ?? ''}`, blocks: false, title: { zh: hostName === null ? schemeTitle : `${schemeTitle}（${hostName}）`, en: hostName === null ? schemeTitle : `${schemeTitle} (${hostName})` }, consequence: consequences[what] }];
}

async function end(tx: Tx, platform: Platform, row: Row, reason: string): Promise<void> {
  if (row.placement === 'certified' || row.placement === 'ended') return;
  if (row.placement === 'underway') await endStay(tx, platform, row, reason);
  else if (row.placement !== 'finished') await giveUp(tx, platform, row);
  await tell(tx, row);
}

async function endStay(tx: Tx, platform: Platform, { id }: Row, reason: string): Promise<void> {
  const before = await findPlacement(tx, id);
  const after = await move<PlacementRow, string, string>(tx, placementLifecycle, { id: before.id, transition: 'end', version: before.version, reason });
  const day = today(platform).toString();
  await settleDays(tx, { before, after, day, reason });
  await countStay(tx, await findScheme(tx, before.schemeId), await findPlacement(tx, id), day);
}

/** An application that had a place gives it up and the next moves up; one that waited is withdrawn. */
async function giveUp(tx: Tx, platform: Platform, { id, schemeId, offerId, homeId }: Row): Promise<void> {
  const scheme = await findScheme(tx, schemeId);
  if (offerId !== null) await setAgreementsAside(tx, [id]);
  await sql`update exchange.application set state = ${offerId === null ? 'withdrawn' : 'declined'}, offer_id = null, version = version + 1 where id = ${id}`.execute(tx.db);
  await record(tx, { act: `exchange.application/${offerId === null ? 'withdraw' : 'decline'}`, subject: { type: 'exchange.application', id }, initiativeId: scheme.itemId, changes: { accountDeleted: true }, access: { visibility: 'organization', party: scheme.party, organizationId: homeId } });
  await closeTasks(tx, { type: 'exchange.application', id });
  if (offerId !== null) await moveUp(tx, platform, scheme, [{ applicationId: id, offerId, homeId }]);
}

async function tell(tx: Tx, { id, schemeTitle, personName, homeId, hostId, tutorId, placement }: Row): Promise<void> {
  const to: Addressee[] = [homeId, hostId].flatMap((organizationId) => (organizationId === null ? [] : [{ role: 'institution_officer', organizationId }]));
  if (tutorId !== null) to.push({ personId: tutorId });
  const title = placement === 'underway'
    ? { zh: `${personName}已注销账号，派出提前结束：${schemeTitle}`, en: `${personName} has deleted their account; the placement ends early: ${schemeTitle}` }
    : { zh: `${personName}已注销账号：${schemeTitle}`, en: `${personName} has deleted their account: ${schemeTitle}` };
  // oxlint-disable-next-line no-await-in-loop -- three at most
  for (const addressee of to) await notify(tx, { kind: 'exchange.placement/accountDeleted', subject: { type: 'exchange.application', id }, to: addressee, link: stayLink(id), title });
}
