import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { Context } from 'hono';
import type { Env } from './env.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.ico': 'image/x-icon', '.json': 'application/json', '.woff2': 'font/woff2', '.webmanifest': 'application/manifest+json',
};

type Asset = { readonly type: string; readonly plain: Uint8Array<ArrayBuffer>; readonly br: Uint8Array<ArrayBuffer>; readonly gzip: Uint8Array<ArrayBuffer> };

/** Serves the built web client: hashed assets for ever, and `index.html` for every address that is a page of it. */
export function webClient(root: string): (c: Context<Env>) => Promise<Response> {
  const assets = new Map<string, Promise<Asset | undefined>>();
  const assetAt = (path: string): Promise<Asset | undefined> => {
    const known = assets.get(path);
    if (known !== undefined) return known;
    const loading = loadAsset(root, path);
    // only what is there is remembered: rubbish addresses must not fill the memory
    void loading.then((asset) => asset !== undefined && assets.set(path, loading));
    return loading;
  };
  return async (c) => {
    const path = c.req.path;
    const asset = extname(path) === '' ? undefined : await assetAt(path);
    if (asset !== undefined) return answer(c, asset, path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    const page = await loadAsset(root, '/index.html');
    if (page === undefined) return c.text('The web client is not built; run npm start.', 503);
    return answer(c, page, 'no-cache', extname(path) === '' ? 200 : 404);
  };
}

async function loadAsset(root: string, path: string): Promise<Asset | undefined> {
  const file = normalize(join(root, path));
  const type = types[extname(file)];
  if (type === undefined || !file.startsWith(root + sep)) return undefined;
  const plain = await readFile(file).then((bytes) => new Uint8Array(bytes), () => undefined);
  if (plain === undefined) return undefined;
  const [br, zipped] = await Promise.all([promisify(brotliCompress)(plain), promisify(gzip)(plain)]);
  return { type, plain, br: new Uint8Array(br), gzip: new Uint8Array(zipped) };
}

function answer(c: Context<Env>, asset: Asset, cache: string, status: 200 | 404 = 200): Response {
  const accepted = c.req.header('accept-encoding') ?? '';
  const encoding = accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : undefined;
  return c.body(encoding === undefined ? asset.plain : asset[encoding], status, {
    'content-type': asset.type, 'cache-control': cache, vary: 'accept-encoding', ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
  });
}
