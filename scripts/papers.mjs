// What no compiler sees: marks of a merge left in a file, and links of our documents that lead nowhere.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, say } from './bootstrap.mjs';

const aside = new Set(['node_modules', 'dist', 'test-results', '.delta', '.git']);
const wrong = [];
for (const file of globSync('**/*.{ts,tsx,mjs,sql,md,css,html,json,csv}', { cwd: root, exclude: (path) => path.split(/[\\/]/).some((part) => aside.has(part)) })) {
  const text = readFileSync(join(root, file), 'utf8');
  for (const { index } of text.matchAll(/^(?:<{7}|>{7})(?: |$)/gm)) wrong.push(`${file}:${lineAt(text, index)}: a mark of a merge`);
  if (!file.endsWith('.md')) continue;
  for (const { index, 1: target } of text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)) {
    if (!existsSync(join(root, dirname(file), decodeURI(target)))) wrong.push(`${file}:${lineAt(text, index)}: there is no ${target}`);
  }
}
for (const line of wrong) say(line);
process.exit(wrong.length > 0 ? 1 : 0);

function lineAt(text, index) {
  return text.slice(0, index).split('\n').length;
}
