import { Button, Form, Input, InputNumber, Select } from 'antd';
import { partyCodes } from '#kernel/domain.ts';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { boundCategories, nameOfValue, sexes, sides, type BoundCategory, type PoolPreset } from '../messages.ts';
import { messages } from './messages.ts';

export type BoundValues = { category: BoundCategory; value: string; min: number; max: number; minFlex?: number | null; maxFlex?: number | null };
export type Counted = readonly { readonly category: string; readonly value: string; readonly people: number }[];

/** How many of those drawn have each value: at least, at most, and how far that may give way. */
export function Bounds({ counts, preset }: { counts: Counted | undefined; preset: PoolPreset | undefined }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const form = Form.useFormInstance<{ bounds?: BoundValues[] }>();
  const bounds = Form.useWatch('bounds', form) ?? [];
  const named = (category: string, value: string) => text(nameOfValue(category, value, preset));
  const valuesOf = (category: BoundCategory | undefined) => {
    const found = (counts ?? []).filter((counted) => counted.category === category).map(({ category: of, value, people }) => ({ value, label: `${named(of, value)}（${people}）` }));
    if (found.length > 0 || category === undefined) return found;
    return (fixed[category] ?? []).map((value) => ({ value, label: named(category, value) }));
  };
  const needed = [{ required: true, message: w('needed') }];
  return (
    <fieldset style={{ border: 0, padding: 0, margin: '0 0 16px' }}>
      <legend>{t('bounds')}</legend>
      <p className="soft">{t('boundsNote')}</p>
      <Form.List name="bounds">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <div key={key} className="row" style={{ alignItems: 'start' }}>
                <Form.Item name={[name, 'category']} label={t('category')} rules={needed}><Select style={{ minWidth: 120 }} options={(Object.keys(boundCategories) as BoundCategory[]).map((value) => ({ value, label: text(boundCategories[value]) }))} /></Form.Item>
                <Form.Item name={[name, 'value']} label={t('value')} rules={needed}><ValueInput options={valuesOf(bounds[name]?.category)} /></Form.Item>
                <Form.Item name={[name, 'min']} label={t('atLeast')} rules={needed}><InputNumber min={0} max={500} precision={0} style={{ width: 80 }} /></Form.Item>
                <Form.Item name={[name, 'max']} label={t('atMost')} rules={needed}><InputNumber min={0} max={500} precision={0} style={{ width: 80 }} /></Form.Item>
                <Form.Item name={[name, 'minFlex']} label={t('atLeastFlex')}><InputNumber min={0} max={500} precision={0} style={{ width: 90 }} /></Form.Item>
                <Form.Item name={[name, 'maxFlex']} label={t('atMostFlex')}><InputNumber min={0} max={500} precision={0} style={{ width: 90 }} /></Form.Item>
                <Button style={{ marginTop: 30 }} onClick={() => remove(name)}>{t('drop')}</Button>
              </div>
            ))}
            <Button type="dashed" onClick={() => add({ min: 0, max: 1 })}>{t('addBound')}</Button>
          </>
        )}
      </Form.List>
    </fieldset>
  );
}

/** Values that are known before anybody is counted. */
const fixed: Readonly<Partial<Record<BoundCategory, readonly string[]>>> = { party: partyCodes, sex: Object.keys(sexes), side: Object.keys(sides) };

/** One of the values that occur, where they are known; otherwise what is typed. */
function ValueInput({ options, value, onChange, id }: { options: { value: string; label: string }[]; value?: string; onChange?: (value: string) => void; id?: string }) {
  const t = useTexts(messages);
  const known = id === undefined ? {} : { id };
  return options.length > 0
    ? <Select {...known} aria-label={t('value')} style={{ minWidth: 170 }} showSearch={{ optionFilterProp: 'label' }} options={options} value={value ?? null} onChange={(picked: string | null) => onChange?.(picked ?? '')} />
    : <Input {...known} aria-label={t('value')} maxLength={100} value={value ?? ''} onChange={({ target }) => onChange?.(target.value)} />;
}
