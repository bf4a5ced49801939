import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Refusal } from '#kernel/refusal.ts';
import { parsePlan, type PlanNode } from './parse.ts';
import { readDocument } from './read.ts';

export type Output = { readonly write: (text: string) => void; readonly writeError: (text: string) => void };

/** A node as `--json` prints it; a part has its areas under their own name too. */
export type PrintedNode = Pick<PlanNode, 'code' | 'kind' | 'number' | 'title' | 'text' | 'mechanisms'> & { children: PrintedNode[]; areas?: PrintedNode[] };

/** What a document says as a plan: `{title, parts: [{number, title, areas: […]}]}`. A document without a title is named after its file. */
export function printedPlan(source: string, fileName: string): { title: string; parts: PrintedNode[] } {
  const { title, parts } = parsePlan(source);
  return { title: title ?? basename(fileName).replace(/\.\w+$/, ''), parts: parts.map((part) => ({ ...printedNode(part), areas: part.children.map(printedNode) })) };
}

function printedNode({ code, kind, number, title, text, mechanisms, children }: PlanNode): PrintedNode {
  return { code, kind, number, title, text, mechanisms, children: children.map(printedNode) };
}

/**
 * Reads a document as a plan for the command line. `undefined` after it has said, as `FILE:LINE: reason`, why that is not possible.
 */
export async function readPlanFile(file: string, output: Output): Promise<{ source: string; printed: ReturnType<typeof printedPlan> } | undefined> {
  try {
    const source = readDocument(await readFile(file));
    return { source, printed: printedPlan(source, file) };
  } catch (error) {
    if (error instanceof Refusal) {
      const line = error.details['line'];
      output.writeError(`${file}:${typeof line === 'number' ? `${line}:` : ''} ${error.text.zh} ${error.text.en}\n`);
    } else {
      output.writeError(`${file}: ${(error as Error).message}\n`);
    }
    return undefined;
  }
}

/** The tree for a person to read, with the proposed mechanisms. */
export function treeOf({ parts }: { parts: readonly PrintedNode[] }): string {
  const lines = (node: PrintedNode, depth: number): string[] => [
    `${'  '.repeat(depth)}${node.code}  ${node.title}${node.mechanisms.length > 0 ? `  [${node.mechanisms.join(', ')}]` : ''}`,
    ...node.children.flatMap((child) => lines(child, depth + 1)),
  ];
  return `${parts.flatMap((part) => lines(part, 0)).join('\n')}\n`;
}
