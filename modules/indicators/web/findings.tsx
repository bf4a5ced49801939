import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Alert, App, Button, Empty, Input, Popconfirm, Segmented, Space } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { formStates } from '../messages.ts';
import { client, useCampaign } from './client.ts';
import { messages } from './findings-messages.ts';

/** So many are listed: more than anybody goes through before looking again. */
const mostListed = 1_000;

const loadPortion = (id: string, after: string | undefined) => answer(client.campaigns[':id'].findings.$get({ param: { id }, query: after === undefined ? {} : { after } }));
type Listed = Awaited<ReturnType<typeof loadPortion>>['findings'][number];

/** Goes through all forms that one sees, a portion at a time, and tells how far it is. */
async function lookThrough(id: string, tell: (looked: number) => void): Promise<{ looked: number; listed: Listed[]; errors: number; doubts: number; explained: number }> {
  const all: Listed[] = [];
  let looked = 0;
  let after: string | undefined;
  do {
    // oxlint-disable-next-line no-await-in-loop -- so many at a time, until none is left
    const portion = await loadPortion(id, after);
    looked += portion.looked;
    all.push(...portion.findings);
    after = portion.next;
    tell(looked);
  } while (after !== undefined);
  const count = (which: (one: Listed) => boolean) => all.filter(which).length;
  return { looked, listed: all.toSorted((one, other) => other.weight - one.weight), errors: count(({ severity }) => severity === 'error'), doubts: count(({ severity, open }) => severity === 'doubt' && open), explained: count(({ open }) => !open) };
}

/** A campaign's unusual numbers over all forms, the worst first: each to be corrected in its form, or confirmed with a reason; then everything in order handed in at once. */
export function FindingsPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const t = useTexts(messages);
  const campaign = useCampaign(id);
  const [looked, setLooked] = useState(0);
  const found = useQuery({ queryKey: ['indicators', 'findings', id], queryFn: () => lookThrough(id, setLooked), staleTime: Infinity });
  return (
    <Page
      title={t('title')} back={{ to: `/workspace/indicators/campaigns/${id}`, label: campaign.data?.campaign.title ?? '' }} loading={campaign.isPending} error={campaign.error ?? found.error} onRetry={() => void found.refetch()}
      extra={<Space wrap><Button loading={found.isFetching} onClick={() => void found.refetch()}>{t('again')}</Button>{campaign.data?.may.fill === true ? <HandIn id={id} /> : null}</Space>}
    >
      {found.isFetching || found.data === undefined ? <p role="status">{t('looking', { looked })}</p> : (
        <>
          <p role="status">{t('summary', { looked: found.data.looked, errors: found.data.errors, doubts: found.data.doubts, explained: found.data.explained })}</p>
          {found.data.listed.length > mostListed ? <Alert type="info" title={t('tooMany', { most: mostListed })} style={{ marginBottom: 12 }} /> : null}
          <Findings listed={found.data.listed} />
        </>
      )}
    </Page>
  );
}

function Findings({ listed }: { listed: readonly Listed[] }) {
  const t = useTexts(messages);
  const text = useText();
  const [which, setWhich] = useState<'open' | 'explained'>('open');
  // What was explained here stays in its place until one looks again, so that nothing jumps from under the hand; a form's version goes on with each.
  const [said, setSaid] = useState<Readonly<Record<string, string>>>({});
  const [versions, setVersions] = useState<Readonly<Record<string, number>>>({});
  const key = ({ formId, element, kind }: Listed) => `${formId}/${element}/${kind}`;
  const rows = listed.filter(({ open }) => open === (which === 'open')).slice(0, mostListed);
  return (
    <Card title={t('list')}>
      <DataTable
        label={t('title')} rows={rows} rowKey={key} empty={<Empty description={t('nothing')} image={Empty.PRESENTED_IMAGE_SIMPLE} />}
        toolbar={<Segmented aria-label={t('which')} value={which} onChange={setWhich} options={[{ value: 'open', label: t('open') }, { value: 'explained', label: t('explained') }]} />}
        columns={[
          { key: 'unit', title: t('unit'), render: ({ formId, unitName, state }) => <><Link to="/workspace/indicators/forms/$id" params={{ id: formId }}>{unitName}</Link>{state === 'open' ? null : <> <Mark tone="active">{text(formStates[state])}</Mark></>}</> },
          { key: 'element', title: t('element'), render: ({ label }) => label },
          { key: 'value', title: t('value'), align: 'right', render: ({ value }) => value ?? '—' },
          { key: 'finding', title: t('finding'), render: ({ severity, text: words }) => <><Mark tone={severity === 'error' ? 'bad' : 'warn'}>{t(severity)}</Mark> {text(words)}</> },
          { key: 'reason', title: t('reason'), render: (row) => {
            const given = said[key(row)] ?? row.reason;
            if (row.severity === 'error' || row.state !== 'open') return <span className="soft">{given ?? ''}</span>;
            return <Explain row={row} version={versions[row.formId] ?? row.version} given={given ?? ''} onSaid={(reason, version) => { setSaid({ ...said, [key(row)]: reason }); setVersions({ ...versions, [row.formId]: version }); }} />;
          } },
        ]}
      />
    </Card>
  );
}

/** Confirms an unusual number with a reason, where it stands in the list. */
function Explain({ row, version, given, onSaid }: { row: Listed; version: number; given: string; onSaid: (reason: string, version: number) => void }) {
  const t = useTexts(messages);
  const [reason, setReason] = useState(given);
  const save = useAct({
    act: async () => { const { version: next } = await answer(client.forms[':id'].$patch({ param: { id: row.formId }, json: { version, entries: {}, reasons: { [row.element]: reason.trim() } } })); onSaid(reason.trim(), next); },
    changes: [['indicators', 'form', row.formId]], done: t('confirmed'),
  });
  const same = reason.trim() === given;
  return (
    <Space.Compact style={{ minWidth: 240 }}>
      <Input aria-label={t('reasonOf', { unit: row.unitName, element: row.label })} placeholder={t('reasonHint')} maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} onPressEnter={() => { if (!same && reason.trim() !== '') save.run(); }} />
      <Button disabled={same || reason.trim() === ''} loading={save.running} onClick={() => save.run()}>{t('confirm')}</Button>
    </Space.Compact>
  );
}

function HandIn({ id }: { id: string }) {
  const t = useTexts(messages);
  const { message } = App.useApp();
  const handIn = useAct({
    act: async () => {
      const sum = { handedIn: 0, left: 0 };
      let after: string | undefined;
      do {
        // oxlint-disable-next-line no-await-in-loop -- so many at a time, until none is left
        const portion = await answer(client.campaigns[':id'].forms['hand-in'].$post({ param: { id }, json: after === undefined ? {} : { after } }));
        sum.handedIn += portion.handedIn;
        sum.left += portion.left;
        after = portion.next;
      } while (after !== undefined);
      void message.success(t('handedIn', sum), 6);
    },
    changes: [['indicators']], done: false,
  });
  return <Popconfirm title={t('handInSure')} styles={{ root: { maxWidth: 340 } }} onConfirm={() => handIn.run()}><Button type="primary" loading={handIn.running}>{t('handIn')}</Button></Popconfirm>;
}
