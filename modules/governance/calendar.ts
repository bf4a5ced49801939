import ical, { ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { MeetingRow } from './store.ts';

export type Invitation = {
  readonly meeting: Pick<MeetingRow, 'id' | 'title' | 'purpose' | 'startsAt' | 'endsAt' | 'place' | 'onlineUrl' | 'sequence'>;
  readonly method: 'REQUEST' | 'CANCEL';
  readonly agenda: readonly string[];
  readonly attendee: { readonly name: string; readonly email: string };
  readonly organizer: { readonly name: string; readonly email: string };
  /** Where the meeting's page is. */
  readonly url: string;
  readonly stamp: Temporal.Instant;
};

/**
 * The invitation as mail programs read it (RFC 5545, 5546): one event under one UID, newer by its sequence.
 * Times are UTC, so that no time zone has to be described.
 */
export function calendarOf({ meeting, method, agenda, attendee, organizer, url, stamp }: Invitation): string {
  const calendar = ical({ prodId: { company: 'Delta', product: 'Governance', language: 'ZH' }, method: ICalCalendarMethod[method] });
  const { title, purpose, startsAt, endsAt, place, onlineUrl, sequence, id } = meeting;
  const event = calendar.createEvent({
    id: `meeting-${id}@${new URL(url).hostname}`,
    sequence,
    stamp: new Date(stamp.epochMilliseconds),
    start: new Date(startsAt), end: new Date(endsAt),
    summary: title,
    description: [purpose, ...agenda.map((item, place_) => `${place_ + 1}. ${item}`), url].filter((line) => line !== null).join('\n'),
    location: place ?? onlineUrl,
    url: onlineUrl ?? url,
    organizer,
    status: method === 'CANCEL' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  event.createAttendee({ ...attendee, rsvp: method === 'REQUEST', status: ICalAttendeeStatus.NEEDSACTION });
  return calendar.toString();
}
