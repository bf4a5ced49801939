import { answers, body, createRoute, idParams, newApi, partySchema, textSchema, z } from '#kernel/http/api.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import type { Platform } from '#kernel/platform.ts';
import { exportList, exportQuery } from '#kernel/sheets/export.ts';
import { partyNames } from '#kernel/domain.ts';
import { presetNames, presetOf } from '../presets.ts';
import { showFigures, type Figure } from './service/figures.ts';
import { addPost, addReply, listPosts, withdrawPost } from './service/posts.ts';
import { listWhereabouts } from './service/whereabouts.ts';

const done = z.object({ ok: z.literal(true) });
const ok = { ok: true as const };
const line = (most: number) => z.string().trim().min(1).max(most);
const city = z.object({ code: z.string(), name: z.string(), party: partySchema });
const post = z.object({
  id: z.string(), authorName: z.string(), hostName: z.string(), title: z.string(), text: z.string(), state: z.enum(['published', 'withdrawn']), party: z.string(), publishedAt: z.string(), mayWithdraw: z.boolean(),
  replies: z.array(z.object({ id: z.string(), postId: z.string(), authorName: z.string(), text: z.string(), writtenAt: z.string() })),
});
const whereabouts = z.object({
  applicationId: z.string(), personName: z.string(), label: textSchema, schemeTitle: z.string(), offerTitle: z.string(), homeName: z.string(), hostName: z.string(), homeParty: partySchema, hostParty: partySchema, city: z.string(),
  from: z.string(), to: z.string(), state: z.string(), missing: z.array(z.string()), unanswered: z.number(), talked: z.boolean(), talkOn: z.string().nullable(), incidents: z.number(), leaves: z.array(z.object({ from: z.string(), to: z.string(), state: z.string() })),
});
const figure = z.object({ preset: z.enum(presetNames), homeCity: z.string(), hostCity: z.string(), homeParty: partySchema, hostParty: partySchema, month: z.string(), people: z.number(), days: z.number(), hours: z.number(), credits: z.number(), certified: z.number() });

/** Beyond one stay: who is where, what they write, figures. */
export const overviewApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/whereabouts', summary: 'Who is where, of those sent and those taken in', responses: answers(z.object({ today: z.string(), items: z.array(whereabouts), cities: z.array(city) })) }),
      async (c) => c.json(await listWhereabouts(platform, c.var.actor), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/schemes/{id}/posts', summary: 'What those who are away write of what they learn', request: { params: idParams, query: z.strictObject(pageQuery) }, responses: answers(pageOf(post).extend({ mayWrite: z.boolean() })) }),
      async (c) => c.json(await listPosts(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/schemes/{id}/posts', summary: 'Writes of what one learns', request: { params: idParams, body: body(z.strictObject({ title: line(120), text: line(20_000) })) }, responses: answers(z.object({ id: z.string() })) }),
      async (c) => c.json(await addPost(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/posts/{id}/replies', summary: 'Says something about it', request: { params: idParams, body: body(z.strictObject({ text: line(3000) })) }, responses: answers(done) }),
      async (c) => {
        await addReply(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json').text);
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/posts/{id}/withdraw', summary: 'Withdraws it, with a reason', request: { params: idParams, body: body(z.strictObject({ reason: line(2000) })) }, responses: answers(done) }),
      async (c) => {
        await withdrawPost(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json').reason);
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/figures', summary: 'People, days, hours and credits by programme, pair of cities and month', responses: answers(z.object({ presets: z.array(z.object({ name: z.enum(presetNames), label: textSchema })), cities: z.array(city), rows: z.array(figure) })) }),
      async (c) => c.json(await showFigures(platform, c.var.actor), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/figures/export', summary: 'The same as a workbook or CSV', request: { query: z.strictObject(exportQuery) }, responses: { 200: { description: 'XLSX or CSV' } } }),
      async (c) => {
        const { format, language } = c.req.valid('query');
        const { rows, cities } = await showFigures(platform, c.var.actor);
        const name = new Map(cities.map(({ code, name: of }) => [code, of]));
        const number = (zh: string, en: string, value: (row: Figure) => number) => ({ label: { zh, en }, value, kind: 'number' as const, width: 10 });
        return exportList({
          name: { zh: '交流选派统计', en: 'Exchange figures' }, rows, format, language,
          columns: [
            { label: { zh: '月份', en: 'Month' }, value: ({ month }) => month, width: 10 }, { label: { zh: '类别', en: 'Programme' }, value: ({ preset }, of) => presetOf(preset).label[of], width: 24 },
            { label: { zh: '派出方', en: 'From' }, value: ({ homeParty }, of) => partyNames[homeParty][of] }, { label: { zh: '派出城市', en: 'From city' }, value: ({ homeCity }) => name.get(homeCity) ?? homeCity },
            { label: { zh: '接收方', en: 'To' }, value: ({ hostParty }, of) => partyNames[hostParty][of] }, { label: { zh: '接收城市', en: 'To city' }, value: ({ hostCity }) => name.get(hostCity) ?? hostCity },
            number('人次', 'People', ({ people }) => people), number('天数', 'Days', ({ days }) => days), number('学时', 'Hours', ({ hours }) => hours), number('学分', 'Credits', ({ credits }) => credits), number('发证', 'Certified', ({ certified }) => certified),
          ],
        });
      },
    );
