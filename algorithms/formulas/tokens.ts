/** A place in the text, from 1, as an editor counts. */
export type Place = { readonly line: number; readonly column: number };

export type Token = Place & { readonly kind: 'name' | 'word' | 'number' | 'string' | 'sign' | 'end' | 'bad'; readonly text: string };

export const keywords = ['attribute', 'data', 'indicator', 'rule', 'standard', 'if', 'then', 'else', 'and', 'or', 'not', 'by', 'where', 'in', 'skipping', 'missing'] as const;

const signs = ['??', '<=', '>=', '<>', '+', '-', '*', '/', '=', '<', '>', '(', ')', '[', ']', ','];

/** Cuts a text into its words and signs; `#` begins a remark that ends with the line. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  text.split(/\r?\n/).forEach((line, row) => {
    let at = 0;
    const add = (kind: Token['kind'], length: number, said?: string) => {
      tokens.push({ kind, text: said ?? line.slice(at, at + length), line: row + 1, column: at + 1 });
      at += length;
    };
    while (at < line.length) {
      const rest = line.slice(at);
      const space = /^\s+/.exec(rest);
      if (space !== null) { at += space[0].length; continue; }
      if (rest.startsWith('#')) break;
      const string = /^"([^"]*)"/.exec(rest);
      const number = /^\d+(\.\d+)?/.exec(rest);
      const name = /^[\p{L}_][\p{L}\p{N}_.]*/u.exec(rest);
      const sign = signs.find((mark) => rest.startsWith(mark));
      if (string !== null) add('string', string[0].length, string[1] ?? '');
      else if (number !== null) add('number', number[0].length);
      else if (name !== null) add((keywords as readonly string[]).includes(name[0]) ? 'word' : 'name', name[0].length);
      else if (sign !== undefined) add('sign', sign.length);
      else add('bad', [...rest][0]?.length ?? 1);
    }
  });
  const lines = text.split(/\r?\n/);
  tokens.push({ kind: 'end', text: '', line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 });
  return tokens;
}
