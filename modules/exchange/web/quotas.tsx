import { Button, Empty, Form, InputNumber } from 'antd';
import { useState } from 'react';
import { FormDialog } from '#web/kit/form-dialog.tsx';
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
import { CutDialog, QuotaCuts, type Cut } from './quota-cut.tsx';
import { messages as cutMessages } from './quota-cut-messages.ts';

type Values = { institutionId: string | null; places: number };

/** How many each home may nominate; beside it the balance of the parties, as it stands now. */
export function Quotas({ scheme }: { scheme: Scheme }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const acting = useActing();
  const [editing, setEditing] = useState<Values>();
  const sumOf = (what: 'places' | 'nominated') => scheme.quotas.reduce((sum, quota) => sum + quota[what], 0);
  const [cutting, setCutting] = useState<Cut>();
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
      <div>
        {scheme.balance.length === 0 ? null : <Card title={t('balance')}><BalanceTable rows={scheme.balance} /></Card>}
        {acting?.role === 'member' ? null : <QuotaCuts schemeId={scheme.id} />}
      </div>
      {editing === undefined ? null : <QuotaDialog scheme={scheme} initial={editing} onClose={() => setEditing(undefined)} onCut={(cut) => { setEditing(undefined); setCutting(cut); }} />}
      {cutting === undefined ? null : <CutDialog scheme={scheme} cut={cutting} onClose={() => setCutting(undefined)} />}
    </div>
  );
}

/** A number below those nominated is not saved at once: whom it touches is listed first. */
function QuotaDialog({ scheme, initial, onClose, onCut }: { scheme: Scheme; initial: Values; onClose: () => void; onCut: (cut: Cut) => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const acting = useActing();
  const { run, running } = useAct({ act: ({ institutionId, places }: Values) => answer(exchangeClient.schemes[':id'].quotas.$put({ param: { id: scheme.id }, json: { institutionId: institutionId ?? '', places } })), changes, onDone: onClose });
  const [form] = Form.useForm<Values>();
  const c = useTexts(cutMessages);
  const [institutionId, places] = [Form.useWatch('institutionId', form), Form.useWatch('places', form)];
  const quota = scheme.quotas.find((candidate) => candidate.institutionId === institutionId);
  const nominated = quota?.nominated ?? 0;
  const below = nominated > (places ?? Infinity);
  const save = (values: Values) => (below && values.institutionId !== null ? onCut({ institutionId: values.institutionId, places: values.places }) : run(values));
  const rules = [{ required: true, message: w('needed') }];
  const known = scheme.quotas.filter(({ institutionId }) => institutionId === initial.institutionId).map(({ institutionId, institutionName }) => ({ id: institutionId, name: institutionName }));
  return (
    <FormDialog<Values> title={t('setQuota')} okText={below ? c('next') : w('save')} running={running} form={form} initialValues={initial} onFinish={save} onClose={onClose}>
      <Form.Item name="institutionId" label={t('home')} rules={rules}><InstitutionSelect {...(acting?.party == null ? {} : { party: acting.party })} known={known} label={t('home')} /></Form.Item>
      <Form.Item name="places" label={t('places')} rules={rules} {...(below ? { extra: c('below', { nominated }) } : {})}><InputNumber min={0} max={10_000} style={{ width: '100%' }} /></Form.Item>
      <BalanceIfSaved scheme={scheme} party={acting?.party} sends={(places ?? 0) - (quota?.places ?? 0)} />
    </FormDialog>
  );
}
