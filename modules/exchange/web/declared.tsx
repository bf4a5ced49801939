import { Checkbox } from 'antd';
import { useText, useTexts } from '#web/kit/texts.tsx';
import type { Declared } from '../fit/rules.ts';
import type { Scheme } from './client.ts';
import { messages } from './fit-messages.ts';

type Pairs = NonNullable<Scheme['words']['pairs']>;

/** The fields, or the aims, that one ticks. */
export function Choices({ of, label, value = [], onChange }: { of: Pairs[keyof Pairs]; label: string; value?: readonly string[]; onChange?: (value: string[]) => void }) {
  const text = useText();
  return <div role="group" aria-label={label}><Checkbox.Group value={[...value]} onChange={(next) => onChange?.(next)} options={of.map(({ key, label: name }) => ({ value: key, label: text(name) }))} /></div>;
}

/** What somebody looks for in a programme of pairs: fields and aims. */
export function DeclaredChoices({ pairs, value, onChange }: { pairs: Pairs; value: Declared; onChange: (value: Declared) => void }) {
  const t = useTexts(messages);
  return (
    <>
      <p className="soft" style={{ marginTop: 0 }}>{t('declaredHint')}</p>
      <h3 style={{ fontSize: 15 }}>{t('fields')}</h3>
      <Choices of={pairs.fields} label={t('fields')} value={value.fields} onChange={(fields) => onChange({ ...value, fields })} />
      <h3 style={{ fontSize: 15 }}>{t('aims')}</h3>
      <Choices of={pairs.aims} label={t('aims')} value={value.aims} onChange={(aims) => onChange({ ...value, aims })} />
    </>
  );
}

/** What was declared, in words. */
export function useDeclaredWords(pairs: Scheme['words']['pairs']): (declared: Declared) => string {
  const text = useText();
  const say = (choices: Pairs[keyof Pairs] = [], keys: readonly string[]) => choices.filter(({ key }) => keys.includes(key)).map(({ label }) => text(label)).join(text({ zh: '、', en: ', ' }));
  return ({ fields, aims }) => [say(pairs?.fields, fields), say(pairs?.aims, aims)].filter((words) => words !== '').join(text({ zh: '；', en: '; ' }));
}
