import { PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Empty, Select } from 'antd';
import { useState } from 'react';
import { DataTable } from '#web/kit/data-table.tsx';
import { ExportButton } from '#web/kit/export-button.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { institutionKinds, messages as fields, type InstitutionKind } from '../messages.ts';
import { looksAfter, mayAddInstitutions } from '../rules.ts';
import { useInstitutions, withoutSort, type InstitutionFilter, type InstitutionListed } from './client.ts';
import { DivisionSelect, PartyFilter, useFilters, WordsFilter } from './filters.tsx';
import { AddInstitutionDialog, ChangeInstitutionDialog, CloseInstitutionDialog } from './institution-dialog.tsx';
import { messages } from './messages.ts';

type Dialog = { readonly what: 'add' } | { readonly what: 'change' | 'close'; readonly institution: InstitutionListed };

/** Every institution of the region, found by name or code, kind, party and place; kept by those who look after it. */
export function InstitutionsPage() {
  const t = useTexts(messages);
  const f = useTexts(fields);
  const w = useTexts(words);
  const text = useText();
  const acting = useActing();
  const [filter, change, clear] = useFilters<InstitutionFilter>(['words', 'kind', 'party', 'division', 'sort']);
  const [dialog, setDialog] = useState<Dialog>();
  const list = useInstitutions(filter);
  const rows = (list.data?.pages ?? []).flatMap(({ items }) => items);
  const mayAdd = acting !== undefined && mayAddInstitutions(acting);
  const mine = (institution: InstitutionListed) => acting !== undefined && looksAfter(acting, institution);
  const filtered = Object.keys(filter).length > 0;
  const close = () => setDialog(undefined);
  return (
    <Page
      title={f('institutions')} subtitle={t('institutionsAbout')} error={list.error} onRetry={() => void list.refetch()}
      extra={
        <>
          <ExportButton address="/api/directory/institutions/export" filter={withoutSort(filter)} />
          {mayAdd ? <Link to="/workspace/directory/import" search={{ kind: 'institutions' }} className="link-button"><UploadOutlined aria-hidden /> {t('importSheet')}</Link> : null}
          {mayAdd ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setDialog({ what: 'add' })}>{t('addInstitution')}</Button> : null}
        </>
      }
    >
      <DataTable
        label={f('institutions')} rows={rows} rowKey={({ id }) => id} loading={list.isFetching} hasMore={list.hasNextPage} onMore={() => void list.fetchNextPage()} sort={filter.sort} onSort={(sort) => change({ sort })}
        empty={<Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={list.isFetching ? ' ' : t('noMatch')}>{filtered ? <Button onClick={clear}>{t('clearFilters')}</Button> : null}</Empty>}
        toolbar={
          <search className="row">
            <WordsFilter label={t('findInstitutions')} words={filter.words} onChange={(value) => change({ words: value })} />
            <Select className="filter" aria-label={f('kind')} placeholder={f('kind')} allowClear value={filter.kind ?? null} onChange={(value: InstitutionKind | null | undefined) => change({ kind: value ?? undefined })} options={Object.entries(institutionKinds).map(([value, label]) => ({ value, label: text(label) }))} />
            <PartyFilter party={filter.party} onChange={(party) => change({ party, division: undefined })} />
            <DivisionSelect label={t('anyDivision')} party={filter.party} value={filter.division ?? null} onChange={(division) => change({ division })} />
          </search>
        }
        columns={[
          { key: 'name', title: f('name'), sort: 'name', render: ({ name }) => <strong style={{ fontWeight: 500 }}>{name}</strong> },
          { key: 'kind', title: f('kind'), sort: 'kind', render: (row) => text(institutionKinds[row.kind]) },
          { key: 'place', title: f('division'), sort: 'division', render: ({ party, divisionName }) => <span className="row" style={{ gap: 8 }}><PartyTag party={party} />{divisionName}</span> },
          { key: 'code', title: f('code'), sort: 'code', render: ({ code }) => code ?? '—' },
          { key: 'level', title: f('level'), sort: 'level', render: ({ level }) => (level === null ? '—' : <Mark>{level}</Mark>) },
          { key: 'authority', title: f('authority'), render: ({ authority }) => authority ?? '—' },
          {
            key: 'actions', title: t('actions'),
            render: (institution) => (
              <span className="row" style={{ gap: 8 }}>
                <Link to="/workspace/directory/people" search={{ institutionId: institution.id }} aria-label={`${f('people')}：${institution.name}`}>{f('people')}</Link>
                {!mine(institution) ? null : <Button size="small" autoInsertSpace={false} aria-label={`${w('edit')}：${institution.name}`} onClick={() => setDialog({ what: 'change', institution })}>{w('edit')}</Button>}
                {!mine(institution) || institution.kind === 'university' ? null : <Button size="small" autoInsertSpace={false} danger aria-label={`${t('closeInstitution')}：${institution.name}`} onClick={() => setDialog({ what: 'close', institution })}>{t('closeInstitution')}</Button>}
              </span>
            ),
          },
        ]}
      />
      {rows.length === 0 ? null : <p className="soft" role="status">{list.hasNextPage ? t('shown', { count: rows.length }) : t('shownAll', { count: rows.length })}</p>}
      {dialog?.what === 'add' ? <AddInstitutionDialog onClose={close} /> : null}
      {dialog?.what === 'change' ? <ChangeInstitutionDialog institution={dialog.institution} onClose={close} /> : null}
      {dialog?.what === 'close' ? <CloseInstitutionDialog institution={dialog.institution} onClose={close} /> : null}
    </Page>
  );
}
