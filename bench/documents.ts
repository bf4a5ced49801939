import { createPrinter } from '#kernel/documents/compiler.ts';
import type { Block, OfficialDocument } from '#kernel/documents/model.ts';
import { officialData, renderPdf } from '#kernel/documents/pdf.ts';
import { sampleKeyPoints } from '#kernel/documents/testing.ts';
import { percentile, round, showSpread, spreadOf, type Benchmark } from './benchmark.ts';

const targetMs = 100;
const targetAMinute = 1_000;
const warm = 5;
const times = 40;
const seconds = 10;

/**
 * The joint key points of a year (more than ten pages, a table over three of them), each time with other words in every paragraph and cell,
 * so that nothing that was set for one document serves the next. First as a caller waits for it, through a worker; then one after another
 * on one core: what counts is the processor time that they take, however many cores the compiler finds.
 */
export const documentsBenchmark: Benchmark = {
  name: 'documents',
  measure: async ({ report }) => {
    for (let i = 0; i < warm; i += 1) await renderPdf(anotherDocument(i));
    const waits: number[] = [];
    for (let i = 0; i < times; i += 1) {
      const document = anotherDocument(warm + i);
      const from = performance.now();
      await renderPdf(document);
      waits.push(performance.now() - from);
    }
    const wait = spreadOf(waits);
    report(`one after another: ${showSpread(wait)} ms, p95 ${percentile(waits, 95).toFixed(1)} ms`);

    const { print, pagesOf } = createPrinter();
    const one = (number: number) => print({ template: 'official', data: officialData(anotherDocument(number)), files: {} });
    const pages = pagesOf(one(999));
    for (let i = 0; i < warm; i += 1) one(1_000 + i);
    const [before, from] = [process.cpuUsage(), performance.now()];
    let made = 0;
    for (; performance.now() - from < seconds * 1_000; made += 1) one(2_000 + made);
    const took = (performance.now() - from) / 1_000;
    const { user, system } = process.cpuUsage(before);
    const cpu = (user + system) / 1e6;
    const aMinute = (made / cpu) * 60;
    report(`${made} documents in ${took.toFixed(1)} s, ${cpu.toFixed(1)} s of processor time`);
    return {
      target: `ten pages ≤ ${targetMs} ms warm; ≥ ${targetAMinute} PDFs a minute on one core`,
      reached: `${pages} pages ${showSpread(wait)} ms; ${Math.round(aMinute)} a minute`,
      ok: (pages ?? 0) >= 10 && wait.median <= targetMs && aMinute >= targetAMinute,
      detail: { waitMs: wait, waitP95Ms: round(percentile(waits, 95)), pages, made, wallSeconds: round(took), cpuSeconds: round(cpu), aMinuteOfProcessor: Math.round(aMinute), aMinuteOfClock: Math.round((made / took) * 60) },
    };
  },
};

function anotherDocument(number: number): OfficialDocument {
  const { body, attachments } = sampleKeyPoints();
  const another = (block: Block): Block => {
    switch (block.kind) {
      case 'table': return { ...block, rows: block.rows.map((row) => row.map((cell) => `${cell} ${number}`)) };
      case 'list': return { ...block, items: block.items.map((item) => `${number}${item}`) };
      case 'heading': return { ...block, text: `${number}${block.text}`, ...(block.runIn === undefined ? {} : { runIn: `${block.runIn}${number}` }) };
      case 'paragraph': return { ...block, text: `${number}${block.text}` };
    }
  };
  return sampleKeyPoints({
    number: `沪教委协〔2027〕${number}号`,
    body: body.map(another),
    attachments: attachments.map((attachment) => ({ title: `${attachment.title}${number}`, body: attachment.body.map(another) })),
  });
}
