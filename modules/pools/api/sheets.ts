import { answers, createRoute, idParams, newApi, partySchema, textSchema, z } from '#kernel/http/api.ts';
import { readBody } from '#kernel/http/body.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import type { Platform } from '#kernel/platform.ts';
import { exportList, exportQuery } from '#kernel/sheets/export.ts';
import { workbookAnswer, writeWorkbook } from '#kernel/sheets/write.ts';
import { presets, type PoolPreset } from '../messages.ts';
import { columns } from '../sheets/columns.ts';
import { approveSheet, largestSheet, listAllBadRows, listBadRows, showSheet, storeSheet, takeSheet } from '../sheets/service.ts';
import { done } from './members.ts';

const sheet = z.object({
  id: z.string(), poolId: z.string(), fileName: z.string(), party: partySchema, state: z.enum(['checking', 'checked', 'storing', 'stored', 'approved']), good: z.number(), bad: z.number(), waiting: z.number(), createdAt: z.string(),
  may: z.object({ store: z.boolean(), approve: z.boolean() }),
});
const badRow = z.object({ line: z.number(), cells: z.record(z.string(), z.string()), errors: z.array(z.object({ column: z.string(), text: textSchema })) });
const language = z.enum(['zh', 'en']).default('zh');

/** Nominations that come as a sheet. */
export const sheetsApi = (platform: Platform) =>
  newApi()
    .openapi(createRoute({ method: 'get', path: '/sheets/template', summary: 'The sheet to fill in', request: { query: z.strictObject({ preset: z.enum(Object.keys(presets) as [PoolPreset, ...PoolPreset[]]), language }) }, responses: { 200: { description: 'XLSX' } } }), async (c) => {
      const { preset, language: asked } = c.req.valid('query');
      return workbookAnswer(await template(preset, asked), asked === 'zh' ? '入库推荐模板.xlsx' : 'Nominations.xlsx');
    })
    .openapi(
      createRoute({
        method: 'post', path: '/sheets', summary: 'Takes a sheet of nominations in (the body; its percent-encoded name in X-File-Name) and has it checked; nominates nobody yet',
        request: { query: z.strictObject({ poolId: z.uuid() }), headers: z.object({ 'x-file-name': z.string().min(1).max(1000) }) }, responses: answers(z.object({ id: z.string(), rows: z.number() })),
      }),
      async (c) => c.json(await takeSheet(platform, c.var.actor, { poolId: c.req.valid('query').poolId, fileName: decodedName(c.req.valid('header')['x-file-name']), bytes: await readBody(c, largestSheet) }), 200),
    )
    .openapi(createRoute({ method: 'get', path: '/sheets/{id}', summary: 'How a sheet stands', request: { params: idParams }, responses: answers(sheet) }), async (c) => c.json(await showSheet(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(createRoute({ method: 'get', path: '/sheets/{id}/errors', summary: 'The rows that cannot be nominated, with what is wrong', request: { params: idParams, query: z.strictObject(pageQuery) }, responses: answers(pageOf(badRow)) }), async (c) => c.json(await listBadRows(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query')), 200))
    .openapi(createRoute({ method: 'get', path: '/sheets/{id}/errors/export', summary: 'The same as a workbook or CSV, to be mended and sent again', request: { params: idParams, query: z.strictObject(exportQuery) }, responses: { 200: { description: 'XLSX or CSV' } } }), async (c) => {
      const { format, language: asked } = c.req.valid('query');
      const wrong = { label: { zh: '错误', en: 'Wrong' }, width: 50, value: ({ errors }: z.infer<typeof badRow>) => errors.map(({ text }) => text[asked]).join('；') };
      const heads = columns.map(({ key, label }) => ({ label, value: ({ cells }: z.infer<typeof badRow>) => cells[key] ?? null }));
      return exportList({ name: { zh: '有误的行', en: 'Rows with errors' }, rows: await listAllBadRows(platform, c.var.actor, c.req.valid('param').id), columns: [...heads, { label: { zh: '行号', en: 'Line' }, value: ({ line }) => line, kind: 'number' }, wrong], format, language: asked });
    })
    .openapi(createRoute({ method: 'post', path: '/sheets/{id}/store', summary: 'Nominates the people of the good rows', request: { params: idParams }, responses: answers(done) }), async (c) => {
      await storeSheet(platform, c.var.actor, c.req.valid('param').id);
      return c.json({ ok: true as const }, 200);
    })
    .openapi(createRoute({ method: 'post', path: '/sheets/{id}/approve', summary: 'The party approves a sheet’s people', request: { params: idParams }, responses: answers(done) }), async (c) => {
      await approveSheet(platform, c.var.actor, c.req.valid('param').id);
      return c.json({ ok: true as const }, 200);
    });

export type SheetsApi = ReturnType<typeof sheetsApi>;

const guide = { sheet: { zh: '推荐名单', en: 'Nominations' }, how: { zh: '填写说明', en: 'How to fill it in' }, column: { zh: '列', en: 'Column' }, required: { zh: '是否必填', en: 'Required' }, example: { zh: '示例', en: 'Example' }, yes: { zh: '必填', en: 'yes' }, no: { zh: '选填', en: 'no' }, code: { zh: '类别代码', en: 'Code' }, meaning: { zh: '类别', en: 'Field' } } as const;

/** Heads in the first row; beside it a sheet that explains each column, and one with the fields of the pool. */
function template(preset: PoolPreset, asked: 'zh' | 'en'): Promise<Uint8Array<ArrayBuffer>> {
  return writeWorkbook([
    { name: guide.sheet[asked], columns: columns.map(({ label, required }) => ({ label: `${label[asked]}${required ? '*' : ''}`, width: 20 })), rows: [] },
    { name: guide.how[asked], columns: [{ label: guide.column[asked] }, { label: guide.required[asked] }, { label: guide.example[asked], width: 40 }], rows: columns.map(({ label, required, example }) => [label[asked], guide[required ? 'yes' : 'no'][asked], example]) },
    { name: guide.meaning[asked], columns: [{ label: guide.code[asked] }, { label: guide.meaning[asked], width: 40 }], rows: Object.entries(presets[preset].categories).map(([code, label]) => [code, label[asked]]) },
  ]);
}

function decodedName(encoded: string): string {
  try {
    return decodeURIComponent(encoded).slice(-255);
  } catch {
    return encoded.slice(-255);
  }
}
