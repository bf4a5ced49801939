import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { viewLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import type { Platform } from '#kernel/platform.ts';
import { meetingLifecycle } from '../lifecycle.ts';
import { tables } from '../store.ts';
import { isConvener } from './agenda.ts';
import { loadMeeting } from './meetings.ts';
import { resolutionColumns, shownResolution } from './resolutions.ts';

/** The meeting room: agenda, who comes, minutes, resolutions, what there is to do, and what this actor may do. */
export async function showRoom(platform: Platform, actor: Actor, id: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const meeting = await loadMeeting(tx, id);
    const agenda = await tables(tx).selectFrom('governance.agendaItem').select(['id', 'title', 'text', 'minutes', 'party', 'version']).where('meetingId', '=', id).where('withdrawnAt', 'is', null).orderBy('position').orderBy('id').execute();
    const attendees = await tables(tx).selectFrom('governance.attendee').select(['id', 'party', 'personId', 'name', 'office', 'reply', 'note', 'attendance', 'delegate', 'version']).where('meetingId', '=', id).where('removedAt', 'is', null).orderBy('party').orderBy('id').execute();
    const minutes = await tables(tx).selectFrom('governance.minutesSection').select(['id', 'heading', 'text', 'changedBy', 'changedAt', 'version']).where('meetingId', '=', id).orderBy('position').orderBy('id').execute();
    const actions = await tables(tx).selectFrom('governance.actionItem as a').leftJoin('governance.attendee as t', 't.id', 'a.attendeeId').select(['a.id', 'a.text', 'a.party', 'a.dueOn', 'a.state', 'a.note', 'a.version', 't.name as owner']).where('a.meetingId', '=', id).orderBy('a.dueOn').orderBy('a.id').execute();
    const resolutions = await tables(tx).selectFrom('governance.resolution').select(resolutionColumns).where('meetingId', '=', id).where('state', '<>', 'withdrawn').orderBy('id').execute();
    const officer = isPerson(actor) && actor.role === 'party_officer';
    const convener = isConvener(actor, meeting);
    const open = meeting.state === 'draft' || meeting.state === 'called';
    const underWay = meeting.state === 'called' || meeting.state === 'held';
    const own = (party: string | null) => officer && actor.party === party;
    return {
      ...meeting, agenda: agenda.map((item) => ({ ...item, mayChange: open && (convener || own(item.party)), mayAttach: (open || meeting.state === 'held') && (convener || own(item.party)) })),
      attendees: attendees.map(({ personId, ...attendee }) => {
        const self = isPerson(actor) && actor.personId === personId;
        return { ...attendee, self, mayReply: meeting.state === 'called' && (self || own(attendee.party)), mayRemove: open && (convener || own(attendee.party)), mayNote: underWay && (convener || own(attendee.party)) };
      }),
      minutes, actions: actions.map((action) => ({ ...action, maySettle: action.state === 'open' && (convener || own(action.party)) })),
      resolutions: resolutions.map(shownResolution),
      lifecycle: viewLifecycle(meetingLifecycle, meeting, actor),
      may: { change: open && convener, addItem: open && (officer || convener), order: open && convener, invite: meeting.state !== 'concluded' && meeting.state !== 'cancelled' && officer, write: underWay && (officer || convener), act: underWay && (officer || convener), resolve: officer },
    };
  });
}
