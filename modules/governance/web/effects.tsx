import { useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Form, InputNumber, Select, type FormInstance } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useDeferredValue, useState } from 'react';
import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import type { DirectoryApi } from '#modules/directory/index.ts';
import { answer, apiClient } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { proposalKinds } from '../messages.ts';
import { messages } from './messages.ts';

type Person = { value: string; label: string };
export type EffectValues = { type: 'allowThree' | 'endThree' | 'chair' | 'appointSignatory'; kind?: string; year?: number; party?: PartyCode; person?: Person; term?: [Dayjs, Dayjs] };

/** What a resolution on the rules brings about when it is adopted. */
export function Effects({ form }: { form: FormInstance }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const needed = [{ required: true, message: w('needed') }];
  const types = [{ value: 'chair', label: t('chairEffect') }, { value: 'allowThree', label: t('allowThree') }, { value: 'endThree', label: t('endThree') }, { value: 'appointSignatory', label: t('appointEffect') }];
  const chosen = (Form.useWatch('effects', form) as EffectValues[] | undefined) ?? [];
  const kinds = Object.entries(proposalKinds).filter(([kind]) => kind !== 'rules').map(([value, label]) => ({ value, label: text(label) }));
  return (
    <Card title={t('effects')}>
      <p className="soft">{t('effectsNote')}</p>
      <Form.List name="effects">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => {
              const effect = chosen[name];
              return (
                <div key={key} className="report form-columns">
                  <Form.Item name={[name, 'type']} label={t('effectType')} rules={needed}><Select options={types} /></Form.Item>
                  {effect?.type === 'allowThree' || effect?.type === 'endThree' ? <Form.Item name={[name, 'kind']} label={t('proposalKind')} rules={needed}><Select options={kinds} /></Form.Item> : null}
                  {effect?.type === 'chair' ? <Form.Item name={[name, 'year']} label={t('year')} rules={needed}><InputNumber min={2020} max={2200} precision={0} style={{ width: '100%' }} /></Form.Item> : null}
                  {effect?.type === 'chair' || effect?.type === 'appointSignatory' ? <Form.Item name={[name, 'party']} label={t('party')} rules={needed}><Select options={partyCodes.map((value) => ({ value, label: text(partyNames[value]) }))} /></Form.Item> : null}
                  {effect?.type === 'appointSignatory' ? (
                    <>
                      <Form.Item name={[name, 'person']} label={t('person')} rules={needed}><PersonSelect party={effect.party} /></Form.Item>
                      <Form.Item name={[name, 'term']} label={`${t('from')} – ${t('until')}`} rules={needed}><DatePicker.RangePicker minDate={dayjs()} style={{ width: '100%' }} /></Form.Item>
                    </>
                  ) : null}
                  <div><Button size="small" onClick={() => remove(name)}>{t('removeEffect')}</Button></div>
                </div>
              );
            })}
            {fields.length < 10 ? <Button style={{ marginTop: 12 }} onClick={() => add({ type: 'chair' })}>{t('addEffect')}</Button> : null}
          </>
        )}
      </Form.List>
    </Card>
  );
}

const directory = apiClient<DirectoryApi>('/api/directory');

/** Finds a person of the directory by name. */
function PersonSelect({ party, value, onChange, id }: { party: PartyCode | undefined; value?: Person; onChange?: (person: Person) => void; id?: string }) {
  const t = useTexts(messages);
  const [typed, setTyped] = useState('');
  const name = useDeferredValue(typed.trim());
  const found = useQuery({ queryKey: ['directory', 'people', 'named', party, name], enabled: name.length >= 2, queryFn: () => answer(directory.people.$get({ query: { words: name, limit: '20', ...(party === undefined ? {} : { party }) } })) });
  return (
    <Select
      {...(id === undefined ? {} : { id })} labelInValue showSearch={{ filterOption: false, onSearch: setTyped }} placeholder={t('findPerson')} style={{ width: '100%' }} loading={found.isFetching} value={value ?? null}
      options={(found.data?.items ?? []).map((person) => ({ value: person.id, label: person.name }))} notFoundContent={null}
      onChange={(picked: Person | null) => { if (picked !== null) onChange?.({ value: picked.value, label: picked.label }); }}
    />
  );
}
