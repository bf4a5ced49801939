import { Link, useParams } from '@tanstack/react-router';
import { Button, DatePicker, Empty, Input, InputNumber, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { isPartyCode, partyCodes, partyNames } from '#kernel/domain.ts';
import { DataTable } from '#web/kit/data-table.tsx';
import { ExportButton } from '#web/kit/export-button.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words as kitWords } from '#web/kit/words.ts';
import { postWords } from '../cadres/messages.ts';
import { commonLanguages, memberStates, presets } from '../messages.ts';
import { mayNominate, useMembers, usePools, usePoolValues, type MemberFilter, type Pool } from './client.ts';
import { messages } from './messages.ts';
import { NominateDialog } from './nominate-dialog.tsx';
import { SendSheetDialog } from './sheet.tsx';

/** The people of a pool, by words, party, city, title, language, field, state, load and days free. */
export function PoolPage() {
  const { poolId } = useParams({ strict: false });
  const t = useTexts(messages);
  const pools = usePools();
  const pool = pools.data?.items.find(({ id }) => id === poolId);
  return pool === undefined ? <Page title={t('pool')} loading={pools.isPending} error={pools.error} onRetry={() => void pools.refetch()} back={{ to: '/workspace/pools', label: t('pools') }}><Empty /></Page> : <People pool={pool} />;
}

function People({ pool }: { pool: Pool }) {
  const t = useTexts(messages);
  const w = useTexts(kitWords);
  const p = useTexts(postWords);
  const text = useText();
  const role = useActing()?.role;
  const [nominating, setNominating] = useState(false);
  const [sending, setSending] = useState(false);
  const [filter, setFilter] = useState<MemberFilter>({ state: 'admitted' });
  const asked = useDeferredValue(filter);
  const change = (more: { [K in keyof MemberFilter]: MemberFilter[K] | undefined }) => setFilter((now) => Object.fromEntries(Object.entries({ ...now, ...more }).filter(([, value]) => value !== undefined && value !== '')) as MemberFilter); // what is empty is not asked for
  const members = useMembers(pool.id, asked);
  const values = usePoolValues(pool.id);
  const { categories, categoryName } = presets[pool.preset];
  const options = (named: Readonly<Record<string, { zh: string; en: string }>>) => Object.entries(named).map(([value, label]) => ({ value, label: text(label) }));
  return (
    <Page title={pool.name} subtitle={pool.purpose} back={{ to: '/workspace/pools', label: t('pools') }} extra={<>{pool.preset === 'secondment_cadres' ? <Link className="link-button" to="/workspace/pools/posts">{p('posts')}</Link> : null}<ExportButton address="/api/pools/members/export" filter={{ ...asked, poolId: pool.id, load: asked.load === undefined ? undefined : String(asked.load) }} />{mayNominate(role) ? <Button onClick={() => setSending(true)}>{t('nominateMany')}</Button> : null}{mayNominate(role) ? <Button type="primary" onClick={() => setNominating(true)}>{t('nominate')}</Button> : null}</>} error={members.error} onRetry={() => void members.refetch()}>
      <DataTable
        label={pool.name} rows={members.data?.pages.flatMap(({ items }) => items) ?? []} rowKey={({ id }) => id} loading={members.isFetching} hasMore={members.hasNextPage} onMore={() => void members.fetchNextPage()}
        empty={<Empty description={t('nobody')} image={Empty.PRESENTED_IMAGE_SIMPLE} />}
        toolbar={(
          <>
            <Input.Search aria-label={t('words')} placeholder={t('words')} allowClear style={{ maxWidth: 240 }} maxLength={100} onChange={({ target }) => change({ words: target.value.trim() })} />
            <Select aria-label={t('party')} placeholder={t('party')} allowClear style={{ minWidth: 110 }} options={partyCodes.map((value) => ({ value, label: text(partyNames[value]) }))} value={filter.party ?? null} onChange={(value: string | null | undefined) => change({ party: value != null && isPartyCode(value) ? value : undefined, city: undefined })} />
            <Select aria-label={t('city')} placeholder={t('city')} allowClear showSearch={{ optionFilterProp: 'label' }} style={{ minWidth: 120 }} options={(values.data?.cities ?? []).filter(({ code }) => filter.party === undefined || code.startsWith(filter.party)).map(({ code, name }) => ({ value: code, label: name }))} value={filter.city ?? null} onChange={(value: string | null | undefined) => change({ city: value ?? undefined })} />
            <Select aria-label={t('title')} placeholder={t('title')} allowClear showSearch={{ optionFilterProp: 'label' }} style={{ minWidth: 120 }} options={(values.data?.titles ?? []).map(({ title }) => ({ value: title, label: title }))} value={filter.title ?? null} onChange={(value: string | null | undefined) => change({ title: value ?? undefined })} />
            <Select aria-label={t('languages')} placeholder={t('languages')} mode="tags" maxCount={1} style={{ minWidth: 120 }} options={commonLanguages.map((value) => ({ value, label: value }))} value={filter.language === undefined ? [] : [filter.language]} onChange={(chosen: string[]) => change({ language: chosen.at(-1)?.trim() })} />
            <Select aria-label={text(categoryName)} placeholder={text(categoryName)} allowClear showSearch={{ optionFilterProp: 'label' }} style={{ minWidth: 190 }} options={options(categories)} value={filter.category ?? null} onChange={(value: string | null | undefined) => change({ category: value ?? undefined })} />
            <Select aria-label={t('state')} style={{ minWidth: 130 }} options={[{ value: '', label: w('all') }, ...options(memberStates)]} value={filter.state ?? ''} onChange={(value: string) => change({ state: value })} />
            <InputNumber aria-label={t('loadMost')} placeholder={t('loadMost')} min={0} max={100} precision={0} style={{ width: 150 }} onChange={(value) => change({ load: value ?? undefined })} />
            <DatePicker.RangePicker aria-label={t('freeOn')} placeholder={[t('freeOn'), '']} allowEmpty={[true, true]} onChange={(days) => change({ freeFrom: days?.[0]?.format('YYYY-MM-DD'), freeTo: days?.[1]?.format('YYYY-MM-DD') })} />
          </>
        )}
        columns={[
          { key: 'name', title: t('name'), render: ({ id, name }) => <Link to="/workspace/pools/members/$id" params={{ id }}>{name}</Link> },
          { key: 'institution', title: t('institution'), render: ({ institutionName }) => institutionName },
          { key: 'title', title: t('title'), render: ({ title }) => title },
          { key: 'categories', title: text(categoryName), render: (member) => member.categories.map((code) => text(categories[code] ?? { zh: code, en: code })).join('、') },
          { key: 'city', title: t('city'), render: ({ cityName }) => cityName ?? '' },
          { key: 'party', title: t('party'), render: ({ party }) => <PartyTag party={party} /> },
          { key: 'state', title: t('state'), render: ({ state }) => <Mark tone={state === 'admitted' ? 'good' : 'neutral'}>{text(memberStates[state as keyof typeof memberStates] ?? memberStates.nominated)}</Mark> },
        ]}
      />
      {sending ? <SendSheetDialog pool={pool} onClose={() => setSending(false)} /> : null}
      {nominating ? <NominateDialog pool={pool} onClose={() => setNominating(false)} /> : null}
    </Page>
  );
}
