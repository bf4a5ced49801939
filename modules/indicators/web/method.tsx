import { Alert, Form, InputNumber, Select } from 'antd';
import { choiceProblem } from '#algorithms/indices/choices.ts';
import { Card } from '#web/kit/card.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { treeOf } from '../compare/rules.ts';
import { choiceWords, sayChoiceProblem, sayChoices } from '../method/words.ts';
import type { System } from './client.ts';
import { messages } from './messages.ts';

type Choices = System['system']['choices'];
type Method = Choices['normalise']['method'];
type Mean = Choices['aggregate']['method'];

/** How the index is made of its indicators. */
export function Method({ data }: { data: System }) {
  const t = useTexts(messages);
  const text = useText();
  return <Card title={t('method')}><p style={{ margin: 0 }}>{text(sayChoices(data.system.choices))}</p></Card>;
}

/** More cities than there are: the service knows how many. */
const anyNumberOfCities = Infinity;

/** The four choices, and why they cannot be carried out. */
export function MethodFields({ choices, nodes, onChange }: { choices: Choices; nodes: Parameters<typeof treeOf>[0]; onChange: (choices: Choices) => void }) {
  const t = useTexts(messages);
  const text = useText();
  const problem = choiceProblem(choices, treeOf(nodes), anyNumberOfCities);
  const optionsOf = <K extends string>(of: Readonly<Record<K, { zh: string; en: string }>>) => (Object.keys(of) as K[]).map((value) => ({ value, label: text(of[value]) })); // the keys of an object literal are its type's
  const { normalise, aggregate } = choices;
  const scale = 'scale' in normalise ? normalise.scale : undefined;
  const setScale = (place: 0 | 1, value: number | null) => { if ('scale' in normalise && value !== null) onChange({ ...choices, normalise: { ...normalise, scale: place === 0 ? [value, normalise.scale[1]] : [normalise.scale[0], value] } }); };
  return (
    <>
      <Form layout="vertical">
        <Form.Item label={t('factor_impute')}><Select aria-label={t('factor_impute')} value={choices.impute} options={optionsOf(choiceWords.impute)} onChange={(impute) => onChange({ ...choices, impute })} /></Form.Item>
        <Form.Item label={t('factor_treat')}><Select aria-label={t('factor_treat')} value={choices.treat} options={optionsOf(choiceWords.treat)} onChange={(treat) => onChange({ ...choices, treat })} /></Form.Item>
        <Form.Item label={t('factor_normalise')}><Select aria-label={t('factor_normalise')} value={normalise.method} options={optionsOf(choiceWords.normalise)} onChange={(method) => onChange({ ...choices, normalise: normalisationOf(method, normalise) })} /></Form.Item>
        {scale === undefined ? null : (
          <Form.Item label={normalise.method === 'zscore' ? t('moments') : t('scale')}>
            <InputNumber aria-label={normalise.method === 'zscore' ? t('scaleMean') : t('scaleLow')} value={scale[0]} onChange={(value) => setScale(0, value)} /> — <InputNumber aria-label={normalise.method === 'zscore' ? t('scaleDeviation') : t('scaleHigh')} value={scale[1]} onChange={(value) => setScale(1, value)} />
          </Form.Item>
        )}
        <Form.Item label={t('factor_aggregate')}><Select aria-label={t('factor_aggregate')} value={aggregate.method} options={optionsOf(choiceWords.aggregate)} onChange={(method) => onChange({ ...choices, aggregate: meanOf(method) })} /></Form.Item>
        {aggregate.method !== 'generalised' ? null : <Form.Item label={t('power')}><InputNumber aria-label={t('power')} min={-20} max={20} value={aggregate.power} onChange={(power) => onChange({ ...choices, aggregate: { method: 'generalised', power: power ?? 1 } })} /></Form.Item>}
        <Form.Item label={t('leastCoverage')}><InputNumber aria-label={t('leastCoverage')} min={50} max={100} value={Math.round((choices.leastCoverage ?? 1) * 1000) / 10} onChange={(least) => onChange({ ...choices, leastCoverage: (least ?? 100) / 100 })} /></Form.Item>
      </Form>
      <div aria-live="polite">{problem === undefined ? null : <Alert type="error" showIcon title={text(sayChoiceProblem(problem))} />}</div>
    </>
  );
}

function normalisationOf(method: Method, before: Choices['normalise']): Choices['normalise'] {
  if (method === 'rank') return { method };
  const kept = 'scale' in before && before.method !== 'zscore' && method !== 'zscore';
  return { method, scale: kept ? before.scale : method === 'zscore' ? [0, 1] : [0, 100] };
}

function meanOf(method: Mean): Choices['aggregate'] {
  return method === 'generalised' ? { method, power: 0.5 } : { method };
}
