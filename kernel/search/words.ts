import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';

let loaded: Jieba | undefined;

/** The dictionary takes a third of a second to load: at the first search, not at the start. */
function jieba(): Jieba {
  loaded ??= Jieba.withDict(dict);
  return loaded;
}

/** Words too common to find anything by. */
const stopWords = new Set(['的', '了', '和', '与', '及', '或', '在', '是', '等', '对', '为', '以', '于', '并', '中', '之', '将', '由']);

/** At most this many words of a query are looked for. */
const mostQueryWords = 8;

/** The words by which a text is found: long words and the shorter ones inside them, full-width forms as half-width, Latin in lower case. */
export function wordsOf(text: string): string[] {
  return [...new Set(jieba().cutForSearch(normal(text), true).map((word) => word.trim()).filter(isWord))];
}

/** The words by which a person's name is found: the whole name, the surname, the given name. */
export function nameWords(name: string): string[] {
  const plain = normal(name).replace(/\s+/g, '');
  if (!/^\p{Script=Han}{2,4}$/u.test(plain)) return [...new Set([plain, ...wordsOf(name)])].filter(isWord);
  const surnameLength = doubleSurnames.has(plain.slice(0, 2)) && plain.length > 2 ? 2 : 1;
  return [...new Set([plain, plain.slice(0, surnameLength), plain.slice(surnameLength)])];
}

const doubleSurnames = new Set(['欧阳', '上官', '司马', '诸葛', '司徒', '东方', '皇甫', '尉迟', '公孙', '慕容', '令狐', '夏侯', '端木', '百里', '南宫']);

/**
 * A query as PostgreSQL's tsquery: every word must be there; a word that may be a name stands for itself, uncut, too.
 * `undefined` when nothing in it can be looked for.
 */
export function queryOf(text: string): string | undefined {
  const terms = normal(text).split(/[\s,，、;；]+/).filter(isWord).slice(0, mostQueryWords);
  const clauses = terms.map((term) => {
    const words = jieba().cut(term, true).filter(isWord);
    const whole = quote(term);
    return words.length === 0 || (words.length === 1 && words[0] === term) ? whole : `(${whole} | (${words.map(quote).join(' & ')}))`;
  });
  return clauses.length === 0 ? undefined : clauses.join(' & ');
}

function isWord(word: string): boolean {
  return word.length > 0 && word.length <= 60 && /[\p{L}\p{N}]/u.test(word) && !stopWords.has(word);
}

function normal(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function quote(word: string): string {
  return `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
