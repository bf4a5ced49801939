import { differenceOf, type Stretch } from '#algorithms/difference.ts';
import type { Text } from '#kernel/text.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { factWords } from '../versions/words.ts';
import type { System } from './client.ts';
import { messages } from './messages.ts';

type Difference = System['differences'][number];

/** Everything that a version says otherwise than the one before, side by side, the changed words marked. */
export function Differences({ data: { differences, comparedWith } }: { data: System }) {
  const t = useTexts(messages);
  const text = useText();
  const what = ({ of, name, code }: Difference) => (of === 'system' || of === 'choices' ? t(of === 'system' ? 'wholeSystem' : 'method') : <>{name}<div className="soft">{code}</div></>);
  const field = ({ field: own, before }: Difference) => (own === 'whole' ? <Mark tone={before === null ? 'good' : 'bad'}>{t(before === null ? 'added' : 'removed')}</Mark> : text(factWords[own]));
  const wrapped = (shown: React.ReactNode) => <span style={{ display: 'inline-block', minWidth: 160, maxWidth: 420, whiteSpace: 'normal', overflowWrap: 'anywhere' }}>{shown}</span>;
  return (
    <Card title={t('differences', { number: comparedWith ?? '' })}>
      {differences.length === 0 ? <p className="soft" style={{ margin: 0 }}>{t('noDifferences')}</p> : (
        <DataTable label={t('differences', { number: comparedWith ?? '' })} rows={differences} rowKey={({ of, code, field: own }) => `${of}/${code}/${own}`} columns={[
          { key: 'name', title: t('name'), render: what }, { key: 'what', title: t('what'), render: field },
          { key: 'before', title: t('before'), render: ({ before, after }) => wrapped(<Side own={before} other={after} side="removed" />) }, { key: 'after', title: t('after'), render: ({ before, after }) => wrapped(<Side own={after} other={before} side="added" />) },
        ]} />
      )}
    </Card>
  );
}

/** One side of a difference; what the other side does not have is marked. */
function Side({ own, other, side }: { own: Text | null; other: Text | null; side: 'added' | 'removed' }) {
  const text = useText();
  if (own === null) return '—';
  if (other === null) return text(own);
  const stretches = (side === 'added' ? differenceOf(text(other), text(own)) : differenceOf(text(own), text(other))).filter(({ mark }: Stretch) => mark === 'same' || mark === side);
  // the same stretch may stand there twice: only the place tells them apart
  return <>{stretches.map(({ text: said, mark }, i) => (mark === 'same' ? said : side === 'added' ? <ins key={`${i}/${said}`}>{said}</ins> : <del key={`${i}/${said}`}>{said}</del>))}</>;
}
