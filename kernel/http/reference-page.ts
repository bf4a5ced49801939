import { html, raw } from 'hono/html';
import type { OpenAPIHono } from '@hono/zod-openapi';

type Document = ReturnType<OpenAPIHono['getOpenAPI31Document']>;
type Operation = { summary?: string; parameters?: { name: string; in: string; required?: boolean; schema?: unknown }[]; requestBody?: unknown; responses?: unknown };

/** The API as a page to read: routes by module, what each takes and answers. Plain HTML, no script. */
export function referencePage(document: Document) {
  const groups = Map.groupBy(operationsOf(document), ({ path }) => path.split('/')[2] ?? '');
  return html`<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Delta API</title>
<style>
  :root { color-scheme: light dark; --line: #d8dce8; --ink: #1f2a5a; --quiet: #5c6478 }
  @media (prefers-color-scheme: dark) { :root { --line: #333b55; --ink: #b9c3f0; --quiet: #9aa3bb } }
  body { font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; max-width: 56rem; margin: 0 auto; padding: 2rem 1rem }
  h1, h2 { color: var(--ink) } h2 { margin-top: 3rem; border-bottom: 2px solid var(--line) }
  details { border-bottom: 1px solid var(--line); padding: .5rem 0 } summary { cursor: pointer; overflow-wrap: anywhere }
  code, pre { font: 14px/1.5 ui-monospace, monospace } pre { overflow-x: auto; padding: .75rem; border: 1px solid var(--line); border-radius: 6px }
  .method { display: inline-block; min-width: 4.5rem; font-weight: 600; color: var(--ink) } .quiet { color: var(--quiet) }
</style></head><body>
<h1>Delta API <span class="quiet">接口说明</span></h1>
<p>OpenAPI 3.1: <a href="/api/openapi.json">/api/openapi.json</a>. 出错时以 <code>application/problem+json</code>（RFC 9457）回答。Errors are problem details (RFC 9457).</p>
${[...groups].map(([name, operations]) => html`<h2 id="${name}">${name}</h2>${operations.map(section)}`)}
</body></html>`;
}

function section({ path, method, operation }: { path: string; method: string; operation: Operation }) {
  const parameters = operation.parameters ?? [];
  return html`<details><summary><code><span class="method">${method.toUpperCase()}</span>${path}</code> <span class="quiet">${operation.summary ?? ''}</span></summary>
${parameters.length > 0 ? html`<p>参数 Parameters</p><pre>${parameters.map(({ name, in: place, required, schema }) => `${place} ${name}${required === true ? '' : '?'}: ${JSON.stringify(schema)}`).join('\n')}</pre>` : raw('')}
${operation.requestBody === undefined ? raw('') : html`<p>请求 Request</p><pre>${JSON.stringify(operation.requestBody, null, 2)}</pre>`}
<p>回答 Response</p><pre>${JSON.stringify(operation.responses, null, 2)}</pre></details>`;
}

function operationsOf(document: Document): { path: string; method: string; operation: Operation }[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, operation]) => ({ path, method, operation: operation as Operation })),
  );
}
