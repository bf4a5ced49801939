import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import type { DirectoryApi } from '#modules/directory/index.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer, apiClient } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { FormDialog } from '#web/kit/form-dialog.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { changes, exchangeClient, type Scheme } from './client.ts';
import { messages } from './limits-messages.ts';
import { Lines } from './lines.tsx';

const directory = apiClient<DirectoryApi>('/api/directory');

/** The parties and cities by the first digits of their codes. */
function useRegions() {
  const divisions = useQuery({ queryKey: ['directory', 'divisions'], staleTime: Infinity, queryFn: async () => (await answer(directory.divisions.$get())).items });
  return (divisions.data ?? []).filter(({ level }) => level !== 'county').map(({ code, name, level }) => ({ value: level === 'province' ? code.slice(0, 2) : code.slice(0, 4), label: name }));
}

/** What a scheme restricts, in words; the drafting party changes it. */
export function Limits({ scheme }: { scheme: Scheme }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const regions = useRegions();
  const [editing, setEditing] = useState(false);
  const { by, quotas, caps, teams } = scheme.limits;
  const who = { none: '', party: t('ofParty'), home: t('ofHome'), category: '' }[by];
  const lines = [
    ...quotas.map(({ category, most }) => t('perPost', { who: by === 'category' ? category : who, most })),
    ...caps.map(({ region, most }) => t('capOf', { region: regions.find(({ value }) => value === region)?.label ?? region, most })),
    ...(teams ? [t('teamsOn')] : []),
  ];
  if (lines.length === 0 && !scheme.may.change) return null;
  return (
    <Card title={t('limits')} extra={scheme.may.change ? <Button size="small" autoInsertSpace={false} aria-label={`${w('edit')} ${t('limits')}`} onClick={() => setEditing(true)}>{w('edit')}</Button> : undefined}>
      {lines.length === 0 ? <p className="soft" style={{ margin: 0 }}>{t('none')}</p> : <ul style={{ margin: 0, paddingInlineStart: '1.4em' }}>{lines.map((line) => <li key={line}>{line}</li>)}</ul>}
      {editing ? <LimitsDialog scheme={scheme} regions={regions} onClose={() => setEditing(false)} /> : null}
    </Card>
  );
}

type Values = { by: Scheme['limits']['by']; most?: number; quotas?: { category: string; most: number }[]; caps?: { region: string; most: number }[]; teams: boolean };

function LimitsDialog({ scheme, regions, onClose }: { scheme: Scheme; regions: { value: string; label: string }[]; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<Values>();
  const by = Form.useWatch('by', form);
  const { run, running } = useAct({
    act: ({ by: kind, most = 1, quotas = [], caps = [], teams }: Values) => answer(exchangeClient.schemes[':id'].limits.$put({
      param: { id: scheme.id }, json: { version: scheme.version, by: kind, quotas: kind === 'category' ? quotas : kind === 'none' ? [] : [{ category: '', most }], caps, teams },
    })),
    changes, onDone: onClose,
  });
  const rules = [{ required: true, message: w('needed') }];
  const { limits } = scheme;
  const initial: Values = { by: limits.by, most: limits.quotas[0]?.most ?? 1, quotas: limits.by === 'category' ? [...limits.quotas] : [], caps: [...limits.caps], teams: limits.teams };
  return (
    <FormDialog title={t('limits')} running={running} form={form} initialValues={initial} onFinish={run} onClose={onClose}>
      <p className="soft">{t('mechanismHint')}</p>
      <div className="form-columns">
        <Form.Item name="by" label={t('by')}><Select options={(['none', 'party', 'home', 'category'] as const).map((value) => ({ value, label: t(`by_${value}`) }))} /></Form.Item>
        {by === 'party' || by === 'home' ? <Form.Item name="most" label={t('most')} rules={rules}><InputNumber min={0} max={1000} style={{ width: '100%' }} /></Form.Item> : null}
      </div>
      {by === 'category' ? (
        <Lines name="quotas" legend={t('categories')} columns="3fr 2fr" add={t('addCategory')} remove={t('removeLine')} blank={{ most: 1 }}>
          {(line) => (
            <>
              <Form.Item name={[line, 'category']} label={t('category')} rules={[...rules, { whitespace: true, message: w('needed') }]}><Input maxLength={30} /></Form.Item>
              <Form.Item name={[line, 'most']} label={t('most')} rules={rules}><InputNumber min={0} max={1000} precision={0} style={{ width: '100%' }} /></Form.Item>
            </>
          )}
        </Lines>
      ) : null}
      <Lines name="caps" legend={t('caps')} hint={t('capsHint')} columns="3fr 2fr" add={t('addCap')} remove={t('removeLine')} blank={{ most: 1 }}>
        {(line) => (
          <>
            <Form.Item name={[line, 'region']} label={t('region')} rules={rules}><Select showSearch={{ optionFilterProp: 'label' }} options={regions} /></Form.Item>
            <Form.Item name={[line, 'most']} label={t('most')} rules={rules}><InputNumber min={0} max={10_000} precision={0} style={{ width: '100%' }} /></Form.Item>
          </>
        )}
      </Lines>
      <Form.Item name="teams" valuePropName="checked"><Checkbox>{t('teams')}</Checkbox></Form.Item>
    </FormDialog>
  );
}
