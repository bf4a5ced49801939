import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Empty, Skeleton } from 'antd';
import { useEffect } from 'react';
import { partyCodes } from '#kernel/domain.ts';
import { answer, wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { Matrix } from '#web/kit/matrix.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { mechanismNames } from '../messages.ts';
import { BalanceTable } from './balance.tsx';
import { exchangeClient, type Scheme } from './client.ts';
import { Lottery } from './lottery.tsx';
import { Progressing, Rehearsal } from './rehearsal.tsx';
import { messages as views } from './rehearsal-messages.ts';
import { messages } from './messages.ts';

const loadMatching = (id: string) => answer(exchangeClient.schemes[':id'].matching.$get({ param: { id } }));
type Run = NonNullable<Awaited<ReturnType<typeof loadMatching>>['run']>;

/** Before: what each mechanism would give. After: what came out for the region, and the certificate. */
export function Matching({ scheme }: { scheme: Scheme }) {
  const t = useTexts(messages);
  const v = useTexts(views);
  const text = useText();
  const queries = useQueryClient();
  const run = useQuery({ queryKey: ['exchange', 'matching', scheme.id], queryFn: () => loadMatching(scheme.id), refetchInterval: ({ state }) => (state.data?.computation?.state === 'running' ? 1_000 : false) });
  const computation = run.data?.computation ?? undefined;
  const done = scheme.may.match && computation?.state === 'done';
  // Made known meanwhile: the scheme itself has moved on.
  useEffect(() => { if (done) void queries.invalidateQueries({ queryKey: ['exchange', 'scheme', scheme.id] }); }, [done, queries, scheme.id]);
  const acting = useActing();
  const officer = acting?.role === 'party_officer' || acting?.role === 'party_signatory';
  if (scheme.may.match && computation?.state === 'running') return <Card title={v('publishing')}><Progressing computation={computation} /></Card>;
  if (scheme.may.match) return <><Lottery schemeId={scheme.id} />{computation?.problem == null ? null : <Alert type="error" showIcon title={text(computation.problem)} style={{ marginBottom: 16 }} />}<Rehearsal scheme={scheme} /></>;
  if (run.isError) return <p role="alert">{wordsFor(run.error)}</p>;
  if (run.data === undefined) return <Skeleton active />;
  return <>{officer ? <Lottery schemeId={scheme.id} /> : null}{run.data.run === null ? <Empty description={t('notMatched')} /> : <Result scheme={scheme} run={run.data.run} />}</>;
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
