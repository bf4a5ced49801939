import { App } from 'antd';
import { useCallback } from 'react';
import { ProblemError, wordsFor } from './api.ts';
import { useTexts } from './texts.tsx';
import { words } from './words.ts';

/** Tells the person why something did not happen, and what they can do; a conflict offers the newest version. */
export function useProblem(): (error: unknown, reload?: () => void) => void {
  const { message, modal } = App.useApp();
  const w = useTexts(words);
  return useCallback((error, reload) => {
    if (error instanceof ProblemError && error.problem.code === 'common/changed-meanwhile') {
      modal.warning({
        title: w('changedMeanwhile'), width: 640, okText: w('reload'), onOk: () => reload?.(),
        content: <Versions yours={error.problem['yours']} current={error.problem['current']} />,
      });
      return;
    }
    void message.error({ content: <span style={{ whiteSpace: 'pre-line' }}>{wordsFor(error)}</span>, duration: 6 });
  }, [message, modal, w]);
}

/** Both versions of a record, field by field where they differ. */
function Versions({ yours, current }: { yours: unknown; current: unknown }) {
  const w = useTexts(words);
  if (typeof yours !== 'object' || yours === null || typeof current !== 'object' || current === null) return null;
  const now = current as Record<string, unknown>;
  const rows = Object.entries(yours).filter(([key, value]) => value !== undefined && key !== 'version' && JSON.stringify(value) !== JSON.stringify(now[key]));
  return (
    <table style={{ width: '100%', textAlign: 'left' }}>
      <thead><tr><td /><th scope="col">{w('yours')}</th><th scope="col">{w('current')}</th></tr></thead>
      <tbody>{rows.map(([key, value]) => <tr key={key}><th scope="row">{key}</th><td>{plain(value)}</td><td>{plain(now[key])}</td></tr>)}</tbody>
    </table>
  );
}

function plain(value: unknown): string {
  if (value === undefined || value === null) return '—';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}
