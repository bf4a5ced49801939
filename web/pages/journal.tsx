import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, Button, DatePicker, Empty, Select } from 'antd';
import dayjs from 'dayjs';
import { roles } from '#kernel/actor/roles.ts';
import { isPartyCode, partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { answer, ProblemError } from '#web/kit/api.ts';
import { DataTable } from '#web/kit/data-table.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { ExportButton } from '#web/kit/export-button.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartySeal } from '#web/kit/party.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { journalClient, useJournalState } from './journal-client.ts';
import { messages } from './journal-messages.ts';
import { StateCard } from './journal-state.tsx';
import { actName, recordName, records } from './journal-words.ts';

/** What the list shows, as it stands in the address, so that it can be sent on. */
type Filter = { subjectType?: string; subjectId?: string; initiativeId?: string; party?: PartyCode; from?: string; to?: string };

/** The journal: how the log stands, and every entry that the reader may see, newest first. */
export function JournalPage() {
  const t = useTexts(messages);
  const state = useJournalState();
  const isNew = state.error instanceof ProblemError && state.error.problem.status === 404;
  return (
    <Page title={t('title')} subtitle={t('about')}>
      {isNew ? <Alert type="info" showIcon title={t('newLog')} style={{ marginBottom: 18 }} /> : state.data === undefined ? null : <StateCard state={state.data} />}
      <Entries />
    </Page>
  );
}

function Entries() {
  const t = useTexts(messages);
  const text = useText();
  const [filter, setFilter] = useFilter();
  const list = useInfiniteQuery({
    queryKey: ['journal', 'entries', filter], placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) => answer(journalClient.entries.$get({ query: { limit: '50', ...filter, ...(pageParam === '' ? {} : { cursor: pageParam }) } })),
    initialPageParam: '', getNextPageParam: ({ next }) => next,
  });
  const rows = (list.data?.pages ?? []).flatMap(({ items }) => items);
  if (list.isError) return <Page title={t('entries')} error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <DataTable
      label={t('entries')} rows={rows} rowKey={({ id }) => String(id)} loading={list.isFetching} hasMore={list.hasNextPage} onMore={() => void list.fetchNextPage()}
      empty={<Empty description={t('none')} image={Empty.PRESENTED_IMAGE_SIMPLE} />} toolbar={<Filters filter={filter} onChange={setFilter} />}
      columns={[
        { key: 'act', title: t('act'), render: ({ id, act }) => <Link to="/workspace/journal/$id" params={{ id: String(id) }}>{text(actName(act))}</Link> },
        { key: 'subject', title: t('subject'), render: ({ subjectType, subjectTitle }) => <span className="journal-subject">{subjectTitle ?? <span className="soft">{text(recordName(subjectType))}</span>}</span> },
        { key: 'who', title: t('who'), render: (row) => <Who {...row} /> },
        { key: 'at', title: t('at'), render: ({ at }) => <span className="nowrap">{showInstant(at)}</span> },
        { key: 'place', title: t('place'), align: 'right', render: ({ index }) => (index === null ? <Mark tone="warn">{t('notInTree')}</Mark> : <code>{index}</code>) },
      ]}
    />
  );
}

/** Whoever acted, and for which party; by their role where the name is not the reader's to see. */
export function Who({ actorName, roleParty, role }: { actorName: string | null; roleParty: PartyCode | null; role: string | null }) {
  const t = useTexts(messages);
  const text = useText();
  const inRole = role !== null && Object.hasOwn(roles, role) ? text(roles[role as keyof typeof roles].label) : t('system');
  return <span className="row" style={{ flexWrap: 'nowrap' }}>{roleParty === null ? null : <PartySeal party={roleParty} />}{actorName ?? <span className="soft">{inRole}</span>}</span>;
}

function Filters({ filter, onChange }: { filter: Filter; onChange: (next: Filter) => void }) {
  const t = useTexts(messages);
  const text = useText();
  const { subjectId, initiativeId, ...shown } = filter;
  const set = <K extends keyof Filter>(key: K, value: Filter[K] | undefined) => {
    const { [key]: _, ...rest } = filter;
    onChange(value === undefined ? rest : { ...rest, [key]: value });
  };
  const day = (key: 'from' | 'to') => (
    <DatePicker aria-label={t(key)} placeholder={t(key)} value={shown[key] === undefined ? null : dayjs(shown[key])} onChange={(value) => set(key, value === null || value === undefined ? undefined : value.format('YYYY-MM-DD'))} className="filter" />
  );
  return (
    <>
      <Select aria-label={t('subject')} placeholder={t('allActs')} allowClear showSearch={{ optionFilterProp: 'label' }} className="filter" value={shown.subjectType ?? null} options={Object.entries(records).map(([value, label]) => ({ value, label: text(label) }))} onChange={(value: string | null | undefined) => onChange({ ...withoutSubject(filter), ...(value == null ? {} : { subjectType: value }) })} />
      <Select aria-label={t('allParties')} placeholder={t('allParties')} allowClear className="filter" value={shown.party ?? null} options={partyCodes.map((value) => ({ value, label: text(partyNames[value]) }))} onChange={(value: PartyCode | null | undefined) => set('party', value ?? undefined)} />
      {day('from')}{day('to')}
      {subjectId === undefined && initiativeId === undefined ? null : <Button onClick={() => onChange({})}>{initiativeId === undefined ? t('onlySubject', { subject: text(recordName(shown.subjectType ?? '')) }) : t('onlyInitiative')} · {t('showAll')}</Button>}
      <ExportButton address="/api/journal/entries/export" filter={{ ...filter }} />
    </>
  );
}

function withoutSubject({ subjectType: _type, subjectId: _id, ...rest }: Filter): Filter {
  return rest;
}

/** The filter lives in the address: a link to "all entries about this record" is just that. */
function useFilter(): [Filter, (next: Filter) => void] {
  const navigate = useNavigate();
  const asked = useSearch({ strict: false }) as Record<string, unknown>;
  const said = (key: string) => (typeof asked[key] === 'string' || typeof asked[key] === 'number' ? String(asked[key]) : undefined);
  const party = said('party');
  const filter: Filter = {
    ...pick('subjectType', said('subjectType')), ...pick('subjectId', said('subjectId')), ...pick('initiativeId', said('initiativeId')),
    ...(party !== undefined && isPartyCode(party) ? { party } : {}), ...pick('from', said('from')), ...pick('to', said('to')),
  };
  return [filter, (next) => void navigate({ to: '.', search: next, replace: true })];
}

function pick<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: string }); // a computed key widens to string
}
