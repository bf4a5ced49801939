import { Link } from '@tanstack/react-router';
import { useTexts } from '#web/kit/texts.tsx';
import type { ShownScore } from '../compare/rules.ts';
import { tracePath, type ResultView } from './result.ts';
import { show } from './show.ts';
import { messages } from './trace-messages.ts';

/** A number that leads to how it was made; whoever listens to the page hears of whom and of what it is. */
export function TraceLink({ view, score, stage = 'value', digits = 1 }: { view: ResultView; score: ShownScore | undefined; stage?: 'raw' | 'imputed' | 'treated' | 'value'; digits?: number }) {
  const t = useTexts(messages);
  if (score === undefined) return <>—</>;
  const said = show(score[stage], digits, score.suppressed);
  return <Link to={tracePath(view, score.unit, score.code)} aria-label={t('showTrace', { unit: score.unitName, name: view.nodes.find(({ code }) => code === score.code)?.name ?? '', value: said })}>{said}</Link>;
}
