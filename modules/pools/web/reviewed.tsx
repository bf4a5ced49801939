import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Form, InputNumber, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { partyCodes, partyNames } from '#kernel/domain.ts';
import { answer, apiClient } from '#web/kit/api.ts';
import { InstitutionSelect } from '#web/kit/institution-select.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import type { DirectoryApi } from '#modules/directory/index.ts';
import { recusalRules } from '../messages.ts';
import type { Recusal, ReviewedPerson } from '../rules.ts';
import { messages } from './messages.ts';

const directory = apiClient<DirectoryApi>('/api/directory');

/** Whom and what a panel reviews, and which ties keep somebody out of it. */
export function ReviewedFields() {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  return (
    <fieldset aria-label={t('reviewed')} style={{ border: 0, padding: 0, margin: 0 }}>
      <Form.List name="recusedInstitutions">
        {(fields, { add, remove }) => (
          <Form.Item label={t('recusedInstitution') + w('optional')}>
            {fields.map(({ key, name }) => (
              <div key={key} className="row" style={{ marginBottom: 8, flexWrap: 'nowrap' }}>
                <div className="grow"><Form.Item name={name} noStyle><InstitutionSelect label={t('recusedInstitution')} /></Form.Item></div>
                <Button onClick={() => remove(name)}>{t('drop')}</Button>
              </div>
            ))}
            <Button type="dashed" onClick={() => add()}>{t('addInstitution')}</Button>
          </Form.Item>
        )}
      </Form.List>
      <Form.Item name="persons" label={t('reviewedPersons') + w('optional')} extra={t('reviewedNote')}><PersonsSelect /></Form.Item>
      <Form.Item name="projects" label={t('reviewedProjects') + w('optional')}><Select mode="tags" open={false} suffixIcon={null} tokenSeparators={['；', ';']} placeholder={t('typeAndEnter')} /></Form.Item>
      <Form.Item name="recusals" label={t('recusalRules')} extra={t('recusalNote')}><Checkbox.Group className="stacked" options={(Object.keys(recusalRules) as Recusal[]).map((value) => ({ value, label: text(recusalRules[value]) }))} /></Form.Item>
      <div className="row" style={{ alignItems: 'start' }}>
        <Form.Item name="recusalYears" label={t('recusalYears')}><InputNumber min={0} max={20} precision={0} /></Form.Item>
        <div className="grow"><Form.Item name="recusedParties" label={t('recusedParties') + w('optional')}><Select mode="multiple" style={{ minWidth: 180 }} options={partyCodes.map((value) => ({ value, label: text(partyNames[value]) }))} /></Form.Item></div>
      </div>
    </fieldset>
  );
}

type Picked = { readonly value: string; readonly label: string };

/** People found in the directory, whose ties are then known, or named as typed. */
function PersonsSelect({ id, value = [], onChange }: { id?: string; value?: readonly ReviewedPerson[]; onChange?: (persons: ReviewedPerson[]) => void }) {
  const t = useTexts(messages);
  const [typed, setTyped] = useState('');
  const name = useDeferredValue(typed.trim());
  const found = useQuery({ queryKey: ['directory', 'people', 'named', name], enabled: name.length >= 2, queryFn: () => answer(directory.people.$get({ query: { words: name, limit: '20' } })) });
  const options = name.length < 2 ? [] : (found.data?.items ?? []).map((person) => ({ value: person.id, label: `${person.name} · ${person.institutionName ?? ''}` }));
  return (
    <Select<Picked[]>
      {...(id === undefined ? {} : { id })} aria-label={t('reviewedPersons')} mode="tags" labelInValue showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }} tokenSeparators={['；', ';', '、']} placeholder={t('findOrType')} options={options}
      value={value.map((person) => ({ value: person.personId ?? person.name, label: person.name }))}
      onChange={(picked) => {
        setTyped('');
        onChange?.(picked.map(({ value: key, label }) => value.find((person) => (person.personId ?? person.name) === key) ?? (options.some((option) => option.value === key) ? { name: String(label).split(' · ', 1)[0] ?? key, personId: key } : { name: key })));
      }}
    />
  );
}
