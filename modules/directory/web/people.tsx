import { PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Empty } from 'antd';
import { useState } from 'react';
import { DataTable } from '#web/kit/data-table.tsx';
import { ExportButton } from '#web/kit/export-button.tsx';
import { InstitutionSelect } from '#web/kit/institution-select.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { messages as fields } from '../messages.ts';
import { mayBringPeople } from '../rules.ts';
import { useMerges, usePeople, withoutSort, type PeopleFilter } from './client.ts';
import { DivisionSelect, PartyFilter, useFilters, WordsFilter } from './filters.tsx';
import { messages } from './messages.ts';
import { AddPersonDialog } from './person-dialog.tsx';

/** The people whom one may see, found by words, party, place and institution. */
export function PeoplePage() {
  const t = useTexts(messages);
  const f = useTexts(fields);
  const [filter, change, clear] = useFilters<PeopleFilter>(['words', 'party', 'division', 'institutionId', 'sort']);
  const [adding, setAdding] = useState(false);
  const acting = useActing();
  const merges = useMerges();
  const list = usePeople(filter);
  const rows = (list.data?.pages ?? []).flatMap(({ items }) => items);
  const mayAdd = acting !== undefined && mayBringPeople(acting);
  const filtered = Object.keys(filter).length > 0;
  return (
    <Page
      title={f('people')} subtitle={t('peopleAbout')} error={list.error} onRetry={() => void list.refetch()}
      extra={
        <>
          {merges.data === undefined || merges.data.length === 0 ? null : <Link className="link-button" to="/workspace/directory/merges">{t('mergesCount', { count: merges.data.length })}</Link>}
          <ExportButton address="/api/directory/people/export" filter={withoutSort(filter)} />
          {mayAdd ? <Link to="/workspace/directory/import" search={{ kind: 'people' }} className="link-button"><UploadOutlined aria-hidden /> {t('importSheet')}</Link> : null}
          {mayAdd ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>{t('addPerson')}</Button> : null}
        </>
      }
    >
      <DataTable
        label={f('people')} rows={rows} rowKey={({ id }) => id} loading={list.isFetching} hasMore={list.hasNextPage} onMore={() => void list.fetchNextPage()} {...(filter.words === undefined ? { sort: filter.sort, onSort: (sort: string | undefined) => change({ sort }) } : {})}
        empty={<Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={list.isFetching ? ' ' : filtered ? t('noMatch') : t('noPeople')}>{filtered ? <Button onClick={clear}>{t('clearFilters')}</Button> : null}</Empty>}
        toolbar={
          <search className="row">
            <WordsFilter label={t('findPeople')} words={filter.words} onChange={(words) => change({ words })} />
            <PartyFilter party={filter.party} onChange={(party) => change({ party, division: undefined })} />
            <DivisionSelect label={t('anyDivision')} party={filter.party} value={filter.division ?? null} onChange={(division) => change({ division })} />
            <div className="filter-wide"><InstitutionSelect label={t('anyInstitution')} {...(filter.party === undefined ? {} : { party: filter.party })} value={filter.institutionId ?? null} onChange={(id) => change({ institutionId: id ?? undefined })} /></div>
          </search>
        }
        columns={[
          { key: 'name', title: f('personName'), sort: 'name', render: ({ id, name }) => <Link to="/workspace/directory/people/$id" params={{ id }}>{name}</Link> },
          { key: 'institution', title: f('institution'), sort: 'institution', render: ({ institutionName }) => institutionName ?? '—' },
          { key: 'position', title: f('position'), sort: 'position', render: ({ position }) => position ?? '—' },
          { key: 'title', title: f('title'), sort: 'title', render: ({ title }) => title ?? '—' },
          { key: 'field', title: f('field'), render: ({ field }) => field ?? '—' },
          { key: 'place', title: f('division'), render: ({ party, divisionName }) => <span className="row" style={{ gap: 8 }}>{party === null ? '—' : <PartyTag party={party} />}{divisionName}</span> },
        ]}
      />
      {rows.length === 0 ? null : <p className="soft" role="status">{list.hasNextPage ? t('shown', { count: rows.length }) : t('shownAll', { count: rows.length })}</p>}
      {adding ? <AddPersonDialog onClose={() => setAdding(false)} /> : null}
    </Page>
  );
}
