import { useQuery } from '@tanstack/react-query';
import { Button, Empty, Popconfirm, Skeleton, Tooltip } from 'antd';
import { partyCodes } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer, wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Matrix } from '#web/kit/matrix.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { mechanismNames } from '../messages.ts';
import { BalanceTable } from './balance.tsx';
import { changes, exchangeClient, type Scheme } from './client.ts';
import { messages as limitsMessages } from './limits-messages.ts';
import { Lottery } from './lottery.tsx';
import { messages } from './messages.ts';

const loadMatching = async (id: string) => (await answer(exchangeClient.schemes[':id'].matching.$get({ param: { id } }))).run;
type Run = NonNullable<Awaited<ReturnType<typeof loadMatching>>>;

/** Before: what each mechanism would give. After: what came out for the region, and the certificate. */
export function Matching({ scheme }: { scheme: Scheme }) {
  const t = useTexts(messages);
  const run = useQuery({ queryKey: ['exchange', 'matching', scheme.id], queryFn: () => loadMatching(scheme.id) });
  const acting = useActing();
  const officer = acting?.role === 'party_officer' || acting?.role === 'party_signatory';
  if (scheme.may.match) return <><Lottery schemeId={scheme.id} /><Rehearsal scheme={scheme} /></>;
  if (run.isError) return <p role="alert">{wordsFor(run.error)}</p>;
  if (run.data === undefined) return <Skeleton active />;
  return <>{officer ? <Lottery schemeId={scheme.id} /> : null}{run.data === null ? <Empty description={t('notMatched')} /> : <Result scheme={scheme} run={run.data} />}</>;
}

function Rehearsal({ scheme }: { scheme: Scheme }) {
  const t = useTexts(messages);
  const l = useTexts(limitsMessages);
  const w = useTexts(words);
  const text = useText();
  const rehearsal = useQuery({ queryKey: ['exchange', 'rehearsal', scheme.id], queryFn: () => answer(exchangeClient.schemes[':id'].rehearsal.$get({ param: { id: scheme.id } })), retry: false });
  const publish = useAct({ act: () => answer(exchangeClient.schemes[':id'].matching.$post({ param: { id: scheme.id }, json: { version: scheme.version } })), changes });
  const chosen = rehearsal.data?.items.find((item) => item.chosen);
  if (rehearsal.isError) return <p role="alert">{wordsFor(rehearsal.error)}</p>;
  return (
    <>
      <Card title={t('rehearsal')}>
        <p className="soft">{t('rehearsalHint')} {rehearsal.data === undefined || rehearsal.data.lots === 0 ? null : t('lots', { count: rehearsal.data.lots })} {rehearsal.data === undefined || rehearsal.data.incomplete === 0 ? null : l('incomplete', { count: rehearsal.data.incomplete })}</p>
        <DataTable
          label={t('rehearsal')} rows={rehearsal.data?.items ?? []} rowKey={({ mechanism }) => mechanism} loading={rehearsal.isPending}
          columns={[
            { key: 'mechanism', title: t('mechanism'), render: (item) => <span className="row" style={{ gap: 8 }}><Tooltip title={text(mechanismNames[item.mechanism].says)}><strong>{text(mechanismNames[item.mechanism].name)}</strong></Tooltip>{item.chosen ? <Mark tone="active">{t('chosen')}</Mark> : null}{item.ignoresLimits ? <Mark tone="warn">{l('ignoresLimits')}</Mark> : null}</span> },
            { key: 'placed', title: t('placed'), align: 'right', render: ({ summary }) => t('ofPeople', { placed: summary.placed, all: summary.applicants }) },
            { key: 'first', title: t('firstWish'), align: 'right', render: ({ summary }) => summary.byWish[0] ?? 0 },
            { key: 'worst', title: t('worst'), align: 'right', render: ({ worstImbalance }) => worstImbalance },
            { key: 'blocking', title: t('blocking'), align: 'right', render: ({ summary }) => summary.blockingPairs },
          ]}
        />
        <p className="soft">{t('blockingHint')}</p>
        <Popconfirm title={t('publish')} description={t('publishSure')} okText={t('publish')} cancelText={w('cancel')} onConfirm={() => publish.run()}><Button type="primary" disabled={chosen === undefined} loading={publish.running}>{t('publish')}</Button></Popconfirm>
      </Card>
      {chosen === undefined ? null : <Card title={t('byInstitution')}><BalanceTable rows={chosen.summary.institutions} /></Card>}
    </>
  );
}

function Result({ scheme, run }: { scheme: Scheme; run: Run }) {
  const t = useTexts(messages);
  const text = useText();
  const acting = useActing();
  const { summary, certificate } = run;
  const mayAudit = acting?.role === 'auditor' || (acting?.role === 'party_officer' && acting.party === scheme.party);
  const table = (name: string) => `/api/exchange/schemes/${scheme.id}/matching/${name}.csv`;
  return (
    <>
      <div className="columns">
        <div>
          <Card title={t('result')}>
            <dl className="definition">
              <dt>{t('mechanism')}</dt><dd><strong>{text(mechanismNames[run.mechanism].name)}</strong><span className="soft">{text(mechanismNames[run.mechanism].says)}</span></dd>
              <dt>{t('placed')}</dt><dd>{t('ofPeople', { placed: summary.placed, all: summary.applicants })}</dd>
              <dt>{t('firstWish')}</dt><dd>{summary.byWish[0] ?? 0}</dd>
              <dt>{t('blocking')}</dt><dd>{summary.blockingPairs}{summary.blockingPairs === 0 ? null : <span className="soft">{t('blockingHint')}</span>}</dd>
            </dl>
          </Card>
          <Card title={t('byInstitution')}><BalanceTable rows={summary.institutions} /></Card>
        </div>
        <div>
          <Card title={t('balance')}><BalanceTable rows={run.balance} /></Card>
          <Card title={t('flows')}>
            <Matrix
              label={t('flows')} corner={t('fromTo')} rows={partyCodes} columns={partyCodes} rowKey={(party) => party} columnKey={(party) => party} rowHead={(party) => <PartyTag party={party} />} columnHead={(party) => <PartyTag party={party} />}
              cell={(from, to) => run.flows.find((flow) => flow.from === from && flow.to === to)?.placed ?? <span className="soft">·</span>}
            />
          </Card>
        </div>
      </div>
      <Card title={t('certificate')}>
        <p className="soft">{t('certificateHint')}</p>
        <dl className="definition">
          <dt>{t('inputs')}</dt><dd><code style={{ overflowWrap: 'anywhere' }}>{certificate.inputs}</code></dd>
          <dt>{t('outcome')}</dt><dd><code style={{ overflowWrap: 'anywhere' }}>{certificate.result}</code></dd>
        </dl>
        <p className="soft">{showInstant(run.madeAt)}</p>
        <div className="row no-print">
          <a className="link-button" download="certificate.json" href={`data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(certificate, undefined, 2))}`}>{t('downloadCertificate')}</a>
          {mayAudit ? <><a className="link-button" href={table('applicants')} download>{t('downloadApplicants')}</a><a className="link-button" href={table('positions')} download>{t('downloadPositions')}</a>{scheme.limits.caps.length === 0 ? null : <a className="link-button" href={table('caps')} download>{t('downloadCaps')}</a>}</> : null}
        </div>
      </Card>
    </>
  );
}
