import { Button, Empty, Form, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { InstitutionSelect } from '#web/kit/institution-select.tsx';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { BalanceIfSaved, BalanceTable } from './balance.tsx';
import { changes, exchangeClient, type Scheme } from './client.ts';
import { messages } from './messages.ts';

type Values = { institutionId: string | null; places: number };

/** How many each home may nominate; beside it the balance of the parties, as it stands now. */
export function Quotas({ scheme }: { scheme: Scheme }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const acting = useActing();
  const [editing, setEditing] = useState<Values>();
  const sumOf = (what: 'places' | 'nominated') => scheme.quotas.reduce((sum, quota) => sum + quota[what], 0);
  const button = scheme.may.setQuotas ? <Button type="primary" onClick={() => setEditing({ institutionId: null, places: 1 })}>{t('setQuota')}</Button> : null;
  return (
    <div className="columns">
      <Card title={t('quotas')} extra={scheme.quotas.length === 0 ? undefined : button}>
        <DataTable
          label={t('quotas')} rows={scheme.quotas} rowKey={({ institutionId }) => institutionId} empty={<Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noQuotas')}>{button}</Empty>}
          columns={[
            { key: 'institution', title: t('institution'), render: ({ institutionName }) => institutionName },
            { key: 'party', title: t('party'), render: ({ party }) => <PartyTag party={party} /> },
            { key: 'places', title: t('places'), align: 'right', render: ({ places }) => places },
            { key: 'nominated', title: t('nominated'), align: 'right', render: ({ nominated }) => nominated },
            { key: 'edit', title: '', render: ({ institutionId, places, party }) => (scheme.may.setQuotas && party === acting?.party ? <Button size="small" type="link" onClick={() => setEditing({ institutionId, places })}>{w('edit')}</Button> : null) },
          ]}
        />
        {scheme.quotas.length === 0 ? null : <p className="soft" style={{ margin: '6px 0 0' }}>{t('quotasInAll', { places: sumOf('places'), nominated: sumOf('nominated') })}</p>}
      </Card>
      {scheme.balance.length === 0 ? <span /> : <Card title={t('balance')}><BalanceTable rows={scheme.balance} /></Card>}
      {editing === undefined ? null : <QuotaDialog scheme={scheme} initial={editing} onClose={() => setEditing(undefined)} />}
    </div>
  );
}

function QuotaDialog({ scheme, initial, onClose }: { scheme: Scheme; initial: Values; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const acting = useActing();
  const [form] = Form.useForm<Values>();
  const { run, running } = useAct({ act: ({ institutionId, places }: Values) => answer(exchangeClient.schemes[':id'].quotas.$put({ param: { id: scheme.id }, json: { institutionId: institutionId ?? '', places } })), changes, onDone: onClose });
  const institutionId = Form.useWatch('institutionId', form) ?? initial.institutionId;
  const places = Form.useWatch('places', form) ?? 0;
  const before = scheme.quotas.find((quota) => quota.institutionId === institutionId)?.places ?? 0;
  const rules = [{ required: true, message: w('needed') }];
  const known = scheme.quotas.filter(({ institutionId }) => institutionId === initial.institutionId).map(({ institutionId, institutionName }) => ({ id: institutionId, name: institutionName }));
  return (
    <Modal open title={t('setQuota')} okText={w('save')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={initial} onFinish={run}>
        <Form.Item name="institutionId" label={t('home')} rules={rules}><InstitutionSelect {...(acting?.party == null ? {} : { party: acting.party })} known={known} label={t('home')} /></Form.Item>
        <Form.Item name="places" label={t('places')} rules={rules}><InputNumber min={0} max={10_000} style={{ width: '100%' }} /></Form.Item>
        <BalanceIfSaved scheme={scheme} party={acting?.party} sends={places - before} />
      </Form>
    </Modal>
  );
}
