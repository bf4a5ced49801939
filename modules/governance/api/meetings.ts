import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, z } from '#kernel/http/api.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import { moveSchema } from '#kernel/lifecycle/move.ts';
import { lifecycleSchema } from '#kernel/lifecycle/view.ts';
import type { ApiMeans } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { addAction, settleAction } from '../service/actions.ts';
import { addAgendaItem, changeAgendaItem, orderAgenda, withdrawAgendaItem } from '../service/agenda.ts';
import { nameAttendee, noteAttendance, removeAttendee, replyToInvitation } from '../service/attendees.ts';
import { changeMeeting, listMeetings, moveMeeting, planMeeting } from '../service/meetings.ts';
import { addSection, writeSection } from '../service/minutes.ts';
import { makePack } from '../service/pack.ts';
import { showRoom } from '../service/room.ts';

import { listedResolution } from './resolutions.ts';
import { done, made, ok, reason, version } from './shared.ts';

const presetSchema = z.enum(['annual', 'office', 'topic']);
const meetingState = z.enum(['draft', 'called', 'held', 'concluded', 'cancelled']);
const replySchema = z.enum(['waiting', 'accepted', 'declined']);
const attendanceSchema = z.enum(['present', 'absent', 'delegate']);

const listed = {
  id: z.string(), preset: presetSchema, title: z.string(), startsAt: z.string(), endsAt: z.string(), place: z.string().nullable(), onlineUrl: z.string().nullable(), party: partySchema, state: meetingState,
};
const room = z.object({
  ...listed, purpose: z.string().nullable(), version: z.number(),
  agenda: z.array(z.object({ id: z.string(), title: z.string(), text: z.string().nullable(), minutes: z.number().nullable(), party: partySchema, version: z.number(), mayChange: z.boolean(), mayAttach: z.boolean() })),
  attendees: z.array(z.object({
    id: z.string(), party: partySchema.nullable(), name: z.string(), office: z.string().nullable(), reply: replySchema, note: z.string().nullable(), attendance: attendanceSchema.nullable(), delegate: z.string().nullable(), version: z.number(),
    self: z.boolean(), mayReply: z.boolean(), mayRemove: z.boolean(), mayNote: z.boolean(),
  })),
  minutes: z.array(z.object({ id: z.string(), heading: z.string(), text: z.string(), changedBy: z.string().nullable(), changedAt: z.string().nullable(), version: z.number() })),
  actions: z.array(z.object({ id: z.string(), text: z.string(), party: partySchema, owner: z.string().nullable(), dueOn: z.string(), state: z.enum(['open', 'done', 'dropped']), note: z.string().nullable(), version: z.number(), maySettle: z.boolean() })),
  resolutions: z.array(listedResolution),
  lifecycle: lifecycleSchema,
  may: z.object({ change: z.boolean(), addItem: z.boolean(), order: z.boolean(), invite: z.boolean(), write: z.boolean(), act: z.boolean(), resolve: z.boolean() }),
});

const optionalText = (most: number) => z.string().trim().min(1).max(most).optional();
const plan = {
  title: z.string().trim().min(1).max(200), purpose: optionalText(2000), startsAt: z.iso.datetime({ offset: true }), endsAt: z.iso.datetime({ offset: true }),
  place: optionalText(200), onlineUrl: z.url({ protocol: /^https?$/ }).max(500).optional(),
};
const item = { title: z.string().trim().min(1).max(200), text: optionalText(5000), minutes: z.int().min(1).max(600).optional() };
const section = { heading: z.string().trim().min(1).max(200), text: z.string().trim().max(20_000) };

/** Meetings: planned, called, held; agenda, who comes, minutes, and what there is to do. */
export const meetingsApi = (platform: Platform, { blobs }: ApiMeans) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/meetings', summary: 'The meetings, the newest first', request: { query: z.strictObject(pageQuery) }, responses: answers(pageOf(z.object(listed))) }),
      async (c) => c.json(await listMeetings(platform, c.var.actor, c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/meetings', summary: 'Plans a meeting, with what its preset always speaks of', request: { body: body(z.strictObject({ preset: presetSchema, ...plan })) }, responses: answers(made) }),
      async (c) => c.json(await planMeeting(platform, c.var.actor, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/meetings/{id}', summary: 'The meeting room: agenda, who comes, minutes, resolutions, what there is to do', request: { params: idParams }, responses: answers(room) }),
      async (c) => c.json(await showRoom(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'get', path: '/meetings/{id}/pack', summary: 'The papers of a meeting as one PDF', request: { params: idParams },
        responses: { 200: { description: 'PDF', content: { 'application/pdf': { schema: z.string().openapi({ format: 'binary' }) } } } },
      }),
      async (c) => {
        const { name, pdf } = await makePack(platform, blobs, c.var.actor, c.req.valid('param').id);
        return new Response(pdf, { headers: { 'content-type': 'application/pdf', 'cache-control': 'private, no-store', 'content-disposition': `attachment; filename="pack.pdf"; filename*=UTF-8''${encodeURIComponent(name)}` } });
      },
    )
    .openapi(
      createRoute({ method: 'put', path: '/meetings/{id}', summary: 'Changes a meeting; whoever is invited hears of another time or place', request: { params: idParams, body: body(z.strictObject({ version, ...plan })) }, responses: answers(done) }),
      async (c) => {
        await changeMeeting(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/meetings/{id}/move', summary: 'Calls a meeting, says that it was held, concludes its minutes, cancels it', request: { params: idParams, body: body(moveSchema) }, responses: answers(done) }),
      async (c) => {
        await moveMeeting(platform, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') });
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/meetings/{id}/agenda', summary: 'Puts an item on the agenda', request: { params: idParams, body: body(z.strictObject(item)) }, responses: answers(made) }),
      async (c) => c.json(await addAgendaItem(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'put', path: '/meetings/{id}/agenda', summary: 'Sets the order of the agenda', request: { params: idParams, body: body(z.strictObject({ ids: z.array(z.uuid()).max(200) })) }, responses: answers(done) }),
      async (c) => {
        await orderAgenda(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json').ids);
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'put', path: '/agenda/{id}', summary: 'Changes an item of an agenda', request: { params: idParams, body: body(z.strictObject({ version, ...item })) }, responses: answers(done) }),
      async (c) => {
        await changeAgendaItem(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/agenda/{id}/withdraw', summary: 'Takes an item off the agenda, with a reason', request: { params: idParams, body: body(z.strictObject({ version, reason })) }, responses: answers(done) }),
      async (c) => {
        await withdrawAgendaItem(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post', path: '/meetings/{id}/attendees', summary: 'A party puts somebody on its list of those invited',
        request: { params: idParams, body: body(z.strictObject({ name: z.string().trim().min(1).max(60), office: optionalText(100), email: z.email().max(320).optional() })) }, responses: answers(made),
      }),
      async (c) => c.json(await nameAttendee(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/attendees/{id}/remove', summary: 'Takes somebody off the list of those invited', request: { params: idParams, body: body(z.strictObject({ version })) }, responses: answers(done) }),
      async (c) => {
        await removeAttendee(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/attendees/{id}/reply', summary: 'Says whether somebody will come', request: { params: idParams, body: body(z.strictObject({ version, reply: z.enum(['accepted', 'declined']), note: optionalText(500) })) }, responses: answers(done) }),
      async (c) => {
        await replyToInvitation(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/attendees/{id}/attendance', summary: 'Notes whether somebody came, or who came instead', request: { params: idParams, body: body(z.strictObject({ version, attendance: attendanceSchema, delegate: optionalText(60) })) }, responses: answers(done) }),
      async (c) => {
        await noteAttendance(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/meetings/{id}/minutes', summary: 'Adds a section to the minutes', request: { params: idParams, body: body(z.strictObject(section)) }, responses: answers(made) }),
      async (c) => c.json(await addSection(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'put', path: '/minutes/{id}', summary: 'Writes a section of the minutes; one that somebody wrote meanwhile is not overwritten', request: { params: idParams, body: body(z.strictObject({ version, ...section })) }, responses: answers(z.object({ version: z.number() })) }),
      async (c) => c.json(await writeSection(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'post', path: '/meetings/{id}/actions', summary: 'Gives a party, or somebody who is invited, something to do by a day',
        request: { params: idParams, body: body(z.strictObject({ text: z.string().trim().min(1).max(500), party: partySchema, attendeeId: z.uuid().optional(), dueOn: dateSchema })) }, responses: answers(made),
      }),
      async (c) => c.json(await addAction(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/actions/{id}/settle', summary: 'Says that something is done, or need not be', request: { params: idParams, body: body(z.strictObject({ version, state: z.enum(['done', 'dropped']), note: z.string().trim().min(1).max(1000) })) }, responses: answers(done) }),
      async (c) => {
        await settleAction(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    );

export type MeetingsApi = ReturnType<typeof meetingsApi>;
