import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Alert, Button, Popconfirm, Progress, Segmented, Tooltip } from 'antd';
import { useState } from 'react';
import { partyCodes } from '#kernel/domain.ts';
import type { Text } from '#kernel/text.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer, wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Matrix } from '#web/kit/matrix.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { mechanismNames } from '../messages.ts';
import { changes, exchangeClient, type Scheme } from './client.ts';
import { messages as fitMessages } from './fit-messages.ts';
import { messages as limitsMessages } from './limits-messages.ts';
import { messages } from './messages.ts';
import { messages as views } from './rehearsal-messages.ts';

const load = async (id: string) => (await answer(exchangeClient.schemes[':id'].rehearsal.$get({ param: { id } }))).rehearsal;
type Outcome = NonNullable<NonNullable<Awaited<ReturnType<typeof load>>>['result']>;
const loadPeople = (id: string, cursor?: string) => answer(exchangeClient.schemes[':id'].rehearsal.people.$get({ param: { id }, query: { limit: '100', ...(cursor === undefined ? {} : { cursor }) } }));

/** What each mechanism would give, before anybody is told: the sums, then the same for the applicant, the home, the host and the region. */
export function Rehearsal({ scheme }: { scheme: Scheme }) {
  const t = useTexts(messages);
  const l = useTexts(limitsMessages);
  const f = useTexts(fitMessages);
  const w = useTexts(words);
  const text = useText();
  const v = useTexts(views);
  const rehearsal = useQuery({ queryKey: ['exchange', 'rehearsal', scheme.id], queryFn: () => load(scheme.id), retry: false, refetchInterval: ({ state }) => (state.data?.state === 'running' ? 1_000 : false) });
  const start = useAct({ act: () => answer(exchangeClient.schemes[':id'].rehearsal.$post({ param: { id: scheme.id } })), changes, done: false });
  const publish = useAct({ act: () => answer(exchangeClient.schemes[':id'].matching.$post({ param: { id: scheme.id }, json: { version: scheme.version } })), changes, done: false });
  if (rehearsal.isError) return <p role="alert">{wordsFor(rehearsal.error)}</p>;
  const computation = rehearsal.data ?? undefined;
  const data = computation?.result ?? undefined;
  const again = <Button loading={start.running} onClick={() => start.run()} {...(computation === undefined ? { type: 'primary' } : {})}>{v(computation === undefined ? 'start' : 'again')}</Button>;
  if (computation === undefined || computation.state !== 'done' || data === undefined) {
    return (
      <Card title={t('rehearsal')}>
        <p className="soft">{t('rehearsalHint')}</p>
        {rehearsal.isPending ? null : computation?.state === 'running' ? <Progressing computation={computation} /> : <>{computation?.problem == null ? null : <Alert type="error" showIcon title={text(computation.problem)} style={{ marginBottom: 12 }} />}{again}</>}
      </Card>
    );
  }
  return (
    <>
      <Card title={t('rehearsal')}>
        <p className="soft">{t('rehearsalHint')} {data.lots === 0 ? null : t('lots', { count: data.lots })} {data.incomplete === 0 ? null : l('incomplete', { count: data.incomplete })} {computation.finishedAt === null ? null : v('madeAt', { at: showInstant(computation.finishedAt) })}</p>
        {computation.outdated ? <Alert type="warning" showIcon title={v('outdated')} style={{ marginBottom: 12 }} /> : null}
        <DataTable
          label={t('rehearsal')} rows={data.items} rowKey={({ mechanism }) => mechanism}
          columns={[
            { key: 'mechanism', title: t('mechanism'), render: (item) => <span className="row" style={{ gap: 8 }}><Tooltip title={text(mechanismNames[item.mechanism].says)}><strong>{text(mechanismNames[item.mechanism].name)}</strong></Tooltip>{item.chosen ? <Mark tone="active">{t('chosen')}</Mark> : null}{item.ignoresLimits ? <Mark tone="warn">{l('ignoresLimits')}</Mark> : null}</span> },
            { key: 'placed', title: t('placed'), align: 'right', render: ({ summary }) => t('ofPeople', { placed: summary.placed, all: summary.applicants }) },
            { key: 'first', title: t('firstWish'), align: 'right', render: ({ summary }) => summary.byWish[0] ?? 0 },
            ...(scheme.words.pairs === null ? [] : [{ key: 'fit', title: f('meanFit'), align: 'right' as const, render: ({ summary }: Outcome['items'][number]) => summary.fit ?? '—' }]),
            { key: 'worst', title: t('worst'), align: 'right', render: ({ worstImbalance }) => worstImbalance },
            { key: 'blocking', title: t('blocking'), align: 'right', render: ({ summary }) => summary.blockingPairs },
          ]}
        />
        <p className="soft">{t('blockingHint')}</p>
        <div className="row"><Popconfirm title={t('publish')} description={t('publishSure')} okText={t('publish')} cancelText={w('cancel')} onConfirm={() => publish.run()}><Button type="primary" loading={publish.running}>{t('publish')}</Button></Popconfirm>{again}</div>
      </Card>
      <Views schemeId={scheme.id} madeAt={computation.finishedAt} data={data} />
    </>
  );
}

/** How far a computation is, and what it is at. */
export function Progressing({ computation: { progress, step } }: { computation: { progress: number; step: Text | null } }) {
  const text = useText();
  const v = useTexts(views);
  const at = step === null ? v('queued') : text(step);
  return <div role="status"><Progress percent={Math.round(100 * progress)} aria-label={at} /><span className="soft">{at}</span></div>;
}

const sides = ['applicants', 'homes', 'hosts', 'region'] as const;
type Side = (typeof sides)[number];

function Views({ schemeId, madeAt, data }: { schemeId: string; madeAt: string | null; data: Outcome }) {
  const v = useTexts(views);
  const [side, setSide] = useState<Side>('applicants');
  return (
    <Card title={v('views')} extra={<Segmented<Side> size="small" aria-label={v('views')} value={side} onChange={setSide} options={sides.map((value) => ({ value, label: v(value) }))} />}>
      <p className="soft" style={{ marginTop: 0 }}>{v(`${side}Hint`)}</p>
      {side === 'applicants' ? <Applicants schemeId={schemeId} madeAt={madeAt} data={data} /> : side === 'homes' ? <Homes data={data} /> : side === 'hosts' ? <Hosts data={data} /> : <Region data={data} />}
    </Card>
  );
}

/** A column for each mechanism, the chosen one first. */
function useMechanisms({ items }: Outcome) {
  const t = useTexts(messages);
  const text = useText();
  const ordered = items.toSorted((one, other) => Number(other.chosen) - Number(one.chosen));
  return { mechanisms: ordered.map(({ mechanism }) => mechanism), head: (mechanism: Outcome['items'][number]['mechanism']) => <>{text(mechanismNames[mechanism].name)}{items.some((item) => item.chosen && item.mechanism === mechanism) ? <div className="soft" style={{ fontWeight: 400 }}>{t('chosen')}</div> : null}</> };
}

const of = <M extends string, T extends { readonly mechanism: M }>(by: readonly T[], mechanism: M): T | undefined => by.find((one) => one.mechanism === mechanism);

function Applicants({ schemeId, madeAt, data }: { schemeId: string; madeAt: string | null; data: Outcome }) {
  const v = useTexts(views);
  const w = useTexts(words);
  const { mechanisms, head } = useMechanisms(data);
  const people = useInfiniteQuery({ queryKey: ['exchange', 'rehearsal-people', schemeId, madeAt], queryFn: ({ pageParam }) => loadPeople(schemeId, pageParam), initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next, retry: false });
  if (people.isError) return <p role="alert">{wordsFor(people.error)}</p>;
  return (
    <>
      <Matrix
        label={v('applicants')} corner={v('applicant')} rows={people.data?.pages.flatMap(({ items }) => items) ?? []} columns={mechanisms} rowKey={({ id }) => id} columnKey={(mechanism) => mechanism} columnHead={head}
        rowHead={({ party, homeName, nominationRank, personName }) => <><span className="row" style={{ gap: 8 }}><PartyTag party={party} />{personName ?? v('number', { rank: nominationRank ?? 0 })}</span><div className="soft" style={{ fontWeight: 400 }}>{homeName}</div></>}
        cell={({ by }, mechanism) => {
          const got = of(by, mechanism);
          return got === undefined || got.offer === null ? <span className="soft">{v('nothing')}</span> : <><span className="nowrap">{v('wish', { wish: got.wish })}</span><div className="soft">{got.offer}</div></>;
        }}
      />
      {people.hasNextPage ? <div style={{ textAlign: 'center', marginTop: 12 }}><Button loading={people.isFetchingNextPage} onClick={() => void people.fetchNextPage()}>{w('more')}</Button></div> : null}
    </>
  );
}

function Homes({ data }: { data: Outcome }) {
  const v = useTexts(views);
  const { mechanisms, head } = useMechanisms(data);
  return (
    <Matrix
      label={v('homes')} corner={v('home')} rows={data.homes} columns={mechanisms} rowKey={({ homeId }) => homeId} columnKey={(mechanism) => mechanism} columnHead={head}
      rowHead={({ party, name, nominated }) => <><span className="row" style={{ gap: 8 }}><PartyTag party={party} />{name}</span><div className="soft" style={{ fontWeight: 400 }}>{v('nominated', { count: nominated })}</div></>}
      cell={({ by }, mechanism) => <>{of(by, mechanism)?.placed ?? 0}<div className="soft">{v('first', { count: of(by, mechanism)?.first ?? 0 })}</div></>}
    />
  );
}

function Hosts({ data }: { data: Outcome }) {
  const v = useTexts(views);
  const { mechanisms, head } = useMechanisms(data);
  return (
    <Matrix
      label={v('hosts')} corner={v('host')} rows={data.hosts} columns={mechanisms} rowKey={({ offerId }) => offerId} columnKey={(mechanism) => mechanism} columnHead={head}
      rowHead={({ party, name, title }) => <><span className="row" style={{ gap: 8 }}><PartyTag party={party} />{title}</span><div className="soft" style={{ fontWeight: 400 }}>{name}</div></>}
      cell={({ by, capacity }, mechanism) => <>{v('taken', { taken: of(by, mechanism)?.taken ?? 0, capacity })}<div className="soft">{v('fromHomes', { count: of(by, mechanism)?.homes ?? 0 })}</div></>}
    />
  );
}

function Region({ data }: { data: Outcome }) {
  const v = useTexts(views);
  const { mechanisms, head } = useMechanisms(data);
  const sum = (mechanism: (typeof mechanisms)[number], party: string, side: 'from' | 'to') => (of(data.region, mechanism)?.flows ?? []).filter((flow) => flow[side] === party).reduce((total, { count }) => total + count, 0);
  return (
    <>
      <Matrix
        label={v('region')} corner={v('party')} rows={partyCodes} columns={mechanisms} rowKey={(party) => party} rowHead={(party) => <PartyTag party={party} />} columnKey={(mechanism) => mechanism} columnHead={head}
        cell={(party, mechanism) => {
          const [sends, takes] = [sum(mechanism, party, 'from'), sum(mechanism, party, 'to')];
          return <>{v('sendsTakes', { sends, takes })}<div className="soft">{v('difference', { difference: sends > takes ? `+${sends - takes}` : sends - takes })}</div></>;
        }}
      />
      <p className="soft">{v('flowsOf')}</p>
      <Matrix
        label={v('flowsOf')} corner={v('fromTo')} rows={partyCodes} columns={partyCodes} rowKey={(party) => party} columnKey={(party) => party} rowHead={(party) => <PartyTag party={party} />} columnHead={(party) => <PartyTag party={party} />}
        cell={(from, to) => of(data.region, mechanisms[0] ?? 'da-applicant')?.flows.find((flow) => flow.from === from && flow.to === to)?.count ?? <span className="soft">·</span>}
      />
    </>
  );
}
