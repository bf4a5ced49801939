import type { Level } from './numbering.ts';

/** A title is no longer than this where a comma allows it (characters). */
const comfortable = 32;
const longest = 60;

/**
 * A short title for a numbered text, such as an officer would use:
 * a heading is its line; “领域:做什么。…” is what is done; a long sentence ends at its last comma within 32 characters.
 */
export function titleOf(text: string, level: Level): string {
  const line = text.split(/[\r\n]/, 1)[0]?.trim() ?? '';
  if (level === '一、' || level === '(一)') return cut(line.replace(/[。::]$/, ''), longest);
  const labelled = /^([^::,,。;;]{2,20})[::]\s*(.*)$/.exec(line);
  const sentence = labelled === null ? line : labelled[2] || labelled[1] || line;
  const [clause = sentence] = sentence.split(/[。;;]|[((](?=以下简称|[^))]{12,})/, 1);
  return cut(clause.trim().replace(/[,,::、]$/, '') || sentence, longest);
}

function cut(text: string, limit: number): string {
  if (text.length <= comfortable) return text;
  for (const mark of text.matchAll(/[,,]/g)) {
    const rest = text.slice(mark.index + 1).search(/[,,]/);
    const next = rest === -1 ? text.length : mark.index + 1 + rest;
    if (next > comfortable) return text.slice(0, mark.index).length > limit ? clipped(text, limit) : text.slice(0, mark.index);
  }
  return clipped(text, limit);
}

function clipped(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
