import { useState } from 'react';
import { Card } from '#web/kit/card.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import type { System } from './client.ts';
import { messages } from './messages.ts';

/** The text that every number comes from. */
export function FormulaText({ data }: { data: System }) {
  const t = useTexts(messages);
  const [shown, setShown] = useState(false);
  return (
    <Card title={t('formulaText')}>
      <button type="button" className="plain-button" aria-expanded={shown} onClick={() => setShown(!shown)}>{t('formulas')}</button>
      {shown ? <pre style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: 13 }}>{data.system.formulas}</pre> : null}
    </Card>
  );
}
