import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Modal, Select, Switch } from 'antd';
import { useState } from 'react';
import type { DirectoryApi } from '#modules/directory/index.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer, apiClient } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { changes, exchangeClient, type Scheme } from './client.ts';
import { messages } from './limits-messages.ts';

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
    <Card title={t('limits')} extra={scheme.may.change ? <Button size="small" aria-label={`${w('edit')} ${t('limits')}`} onClick={() => setEditing(true)}>{w('edit')}</Button> : undefined}>
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
    <Modal open title={t('limits')} okText={w('save')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <p className="soft">{t('mechanismHint')}</p>
      <Form form={form} layout="vertical" initialValues={initial} onFinish={run}>
        <div className="form-columns">
          <Form.Item name="by" label={t('by')}><Select options={(['none', 'party', 'home', 'category'] as const).map((value) => ({ value, label: t(`by_${value}`) }))} /></Form.Item>
          {by === 'party' || by === 'home' ? <Form.Item name="most" label={t('most')} rules={rules}><InputNumber min={0} max={1000} style={{ width: '100%' }} /></Form.Item> : null}
        </div>
        {by === 'category' ? (
          <Form.List name="quotas">
            {(fields, { add, remove }) => (
              <Form.Item label={t('categories')}>
                {fields.map(({ key, name }) => (
                  <div key={key} className="row" style={{ flexWrap: 'nowrap', marginBottom: 8 }}>
                    <Form.Item noStyle name={[name, 'category']} rules={rules}><Input maxLength={30} placeholder={t('category')} aria-label={`${t('category')} ${name + 1}`} /></Form.Item>
                    <Form.Item noStyle name={[name, 'most']} rules={rules}><InputNumber min={0} max={1000} placeholder={t('most')} aria-label={`${t('most')} ${name + 1}`} /></Form.Item>
                    <Button type="link" onClick={() => remove(name)}>{t('removeLine')}</Button>
                  </div>
                ))}
                <Button onClick={() => add({ most: 1 })}>{t('addCategory')}</Button>
              </Form.Item>
            )}
          </Form.List>
        ) : null}
        <Form.List name="caps">
          {(fields, { add, remove }) => (
            <Form.Item label={t('caps')} extra={t('capsHint')}>
              {fields.map(({ key, name }) => (
                <div key={key} className="row" style={{ flexWrap: 'nowrap', marginBottom: 8 }}>
                  <Form.Item noStyle name={[name, 'region']} rules={rules}><Select showSearch={{ optionFilterProp: 'label' }} options={regions} placeholder={t('region')} aria-label={`${t('region')} ${name + 1}`} style={{ flex: 1 }} /></Form.Item>
                  <Form.Item noStyle name={[name, 'most']} rules={rules}><InputNumber min={0} max={10_000} placeholder={t('most')} aria-label={`${t('caps')} ${t('most')} ${name + 1}`} /></Form.Item>
                  <Button type="link" onClick={() => remove(name)}>{t('removeLine')}</Button>
                </div>
              ))}
              <Button onClick={() => add({ most: 1 })}>{t('addCap')}</Button>
            </Form.Item>
          )}
        </Form.List>
        <Form.Item name="teams" valuePropName="checked" label={t('teams')}><Switch /></Form.Item>
      </Form>
    </Modal>
  );
}
