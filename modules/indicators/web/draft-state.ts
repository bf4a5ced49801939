import { useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { answer } from '#web/kit/api.ts';
import { useAutosave } from '#web/kit/autosave.ts';
import { useProblem } from '#web/kit/problem.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { brokenTree } from '../versions/problems.ts';
import type { Version } from '../versions/facts.ts';
import { client, draftNode, type System } from './client.ts';
import { messages } from './draft-messages.ts';

/** So many steps can be undone. */
const mostSteps = 200;
/** Typing in one field within so many milliseconds is one step. */
const oneStep = 1_500;

export type Change = (change: Partial<Version>, /** The field that is typed in; steps in the same field are put together. */ field?: string) => void;

/** A draft as one types: saved as one goes, every step back up to how the page was opened. */
export function useDraft({ system, nodes }: System) {
  const t = useTexts(messages);
  const queries = useQueryClient();
  const tell = useProblem();
  const [opened] = useState((): Version => ({ title: system.title, sources: system.sources, formulas: system.formulas.replaceAll(/\r\n?/g, '\n'), choices: system.choices, nodes: nodes.map(draftNode) }));
  const stale = useCallback(() => void queries.invalidateQueries({ queryKey: ['indicators'], refetchType: 'none' }), [queries]);
  const { values, change: set, saving, flush, isKept } = useAutosave<Version>({
    initial: opened, version: system.version, isValid: (own) => brokenTree(own.nodes) === undefined,
    save: async ({ title, sources, formulas, nodes: tree, choices }, version) => {
      const saved = await answer(client.systems[':id'].$patch({ param: { id: system.id }, json: { version, title, sources: [...sources], formulas, nodes: [...tree], choices } }));
      stale();
      return saved;
    },
    onRefused: (error) => tell(error, () => window.location.reload()),
  });
  // whoever leaves with something that could not be saved is asked; what only was not saved yet is saved first
  useBlocker({ shouldBlockFn: async () => !(await flush()) && !window.confirm(t('leaveUnsaved')), enableBeforeUnload: () => !isKept() });
  const history = useRef<{ steps: Version[]; field: string; at: number }>({ steps: [], field: '', at: 0 });
  const [steps, setSteps] = useState(0);
  const change: Change = (some, field = '') => {
    const held = history.current;
    const now = Date.now();
    if (field === '' || field !== held.field || now - held.at > oneStep) held.steps = [...held.steps, values].slice(-mostSteps);
    history.current = { steps: held.steps, field, at: now };
    setSteps(held.steps.length);
    set(some);
  };
  const undo = useCallback(() => {
    const last = history.current.steps.at(-1);
    if (last === undefined) return;
    history.current = { steps: history.current.steps.slice(0, -1), field: '', at: 0 };
    setSteps(history.current.steps.length);
    set(last);
  }, [set]);
  const revert = () => change(opened);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      if (!typing && (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z') { event.preventDefault(); undo(); }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [undo]);
  return { values, change, undo, revert, mayUndo: steps > 0, saving };
}
