import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, DatePicker, Empty, Form, Input } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { showDate } from '#web/kit/dates.ts';
import { FileUpload } from '#web/kit/file-upload.tsx';
import { FormDialog } from '#web/kit/form-dialog.tsx';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { ProgressLine } from '#web/kit/status.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { placementStates } from '../stay/messages.ts';
import { changes, exchangeClient } from './client.ts';
import { messages as exchangeMessages } from './messages.ts';
import { messages } from './overview-messages.ts';

const load = (cursor?: string) => answer(exchangeClient.practice.$get({ query: { limit: '100', ...(cursor === undefined ? {} : { cursor }) } }));
const loadOf = (id: string) => answer(exchangeClient.practice[':id'].$get({ param: { id } }));

/** Vocational teachers' practice in enterprises, counted per teacher against what the national rules ask for. */
export function PracticePage() {
  const t = useTexts(messages);
  const e = useTexts(exchangeMessages);
  const text = useText();
  const w = useTexts(words);
  const found = useInfiniteQuery({ queryKey: ['exchange', 'practice'], queryFn: ({ pageParam }) => load(pageParam), initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next });
  const data = found.data?.pages[0];
  return (
    <Page title={e('practice')} back={{ to: '/workspace/exchange', label: e('exchange') }} loading={found.isPending} error={found.error} onRetry={() => void found.refetch()} subtitle={data === undefined ? undefined : text(data.rule.source)}>
      {data === undefined ? null : (
        <>
        <p className="soft" style={{ marginTop: 0 }}>{t('practiceHint')}</p>
        <DataTable
          label={e('practice')} rows={found.data?.pages.flatMap(({ items }) => items) ?? []} rowKey={({ personId }) => personId} empty={<Empty description={t('noPractice')} />}
          columns={[
            { key: 'name', title: e('name'), render: ({ personId, personName }) => <Link to="/workspace/directory/people/$id" params={{ id: personId }}>{personName}</Link> },
            { key: 'institution', title: e('institution'), render: ({ institutionName }) => institutionName },
            { key: 'days', title: t('daysOfNeeded', { years: data.rule.years }), align: 'right', render: ({ days, needed }) => `${days} / ${needed}` },
            { key: 'share', title: t('share'), width: 160, render: ({ personName, days, needed }) => <ProgressLine value={Math.min(1, days / needed)} label={personName} /> },
            { key: 'reached', title: e('state'), render: ({ reached }) => <Mark tone={reached ? 'good' : 'warn'}>{t(reached ? 'reached' : 'notReached')}</Mark> },
          ]}
        />
        {found.hasNextPage ? <div style={{ textAlign: 'center', marginTop: 12 }}><Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{w('more')}</Button></div> : null}
        </>
      )}
    </Page>
  );
}

/** The same on a person's own page; nothing where there is none, or none to see. */
export function PracticeOfPerson({ personId }: { personId: string }) {
  const t = useTexts(messages);
  const e = useTexts(exchangeMessages);
  const text = useText();
  const [language] = useLanguage();
  const found = useQuery({ queryKey: ['exchange', 'practice', personId], queryFn: () => loadOf(personId) });
  const [entering, setEntering] = useState(false);
  const practice = found.data?.practice;
  if (found.data === undefined || practice === undefined || practice === null) return null;
  return (
    <Card title={e('practice')} extra={practice.mayEnter ? <Button size="small" onClick={() => setEntering(true)}>{t('enterPractice')}</Button> : undefined}>
      <div className="row" style={{ marginBottom: 8 }}><span className="grow">{t('practiceSum', { days: practice.days, needed: practice.needed, years: found.data.rule.years })}</span><Mark tone={practice.reached ? 'good' : 'warn'}>{t(practice.reached ? 'reached' : 'notReached')}</Mark></div>
      <ProgressLine value={Math.min(1, practice.days / practice.needed)} label={e('practice')} />
      <ul className="row-list">{practice.times.map(({ applicationId, hostName, from, to, state }) => <li key={applicationId} className="row" style={{ padding: '6px 0' }}><Link className="grow" to="/workspace/exchange/stays/$id" params={{ id: applicationId }}>{hostName}</Link><span className="soft">{showDate(from, language)} – {showDate(to, language)} · {text(placementStates[state as keyof typeof placementStates])}</span></li>)}</ul>
      {practice.elsewhere.map((one) => <Elsewhere key={one.id} one={one} />)}
      <p className="soft" style={{ marginBottom: 0 }}>{text(found.data.rule.source)}</p>
      {entering ? <EnterDialog personId={personId} onClose={() => setEntering(false)} /> : null}
    </Card>
  );
}

type Entered = NonNullable<Awaited<ReturnType<typeof loadOf>>['practice']>['elsewhere'][number];

/** Practice that was not arranged here, with its evidence and where it stands. */
function Elsewhere({ one: { id, enterprise, work, reason, from, to, lifecycle, mayAttach } }: { one: Entered }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const move = useAct({ act: (json: MoveRequest) => answer(exchangeClient.practice[':id'].move.$post({ param: { id }, json })), changes });
  return (
    <section aria-label={enterprise} style={{ borderTop: '1px solid var(--line)', marginTop: 12, padding: '10px 0' }}>
      <div className="row"><strong className="grow">{enterprise}</strong><span className="soft">{showDate(from, language)} – {showDate(to, language)}</span></div>
      <p style={{ whiteSpace: 'pre-wrap', margin: '4px 0' }}>{work}</p>
      {reason === null ? null : <p role="note">{t('sentBack', { reason })}</p>}
      <FileUpload subject={{ type: 'exchange.practice', id }} readOnly={!mayAttach} prompt={t('evidencePrompt')} />
      <div style={{ marginTop: 8 }}><LifecycleBar compact lifecycle={lifecycle} onMove={move.runAsync} /></div>
    </section>
  );
}

type Values = { enterprise: string; work: string; days: [Dayjs, Dayjs] };

function EnterDialog({ personId, onClose }: { personId: string; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const { run, running } = useAct({ act: ({ days: [from, to], ...values }: Values) => answer(exchangeClient.practice.$post({ json: { personId, ...values, from: from.format('YYYY-MM-DD'), to: to.format('YYYY-MM-DD') } })), changes, onDone: onClose });
  const rules = [{ required: true, message: w('needed') }];
  return (
    <FormDialog<Values> title={t('enterPractice')} running={running} onFinish={run} onClose={onClose}>
      <Form.Item name="enterprise" label={t('enterprise')} rules={[...rules, { whitespace: true, message: w('needed') }]}><Input maxLength={100} /></Form.Item>
      <Form.Item name="days" label={t('practiceTime')} rules={rules}><DatePicker.RangePicker style={{ width: '100%' }} /></Form.Item>
      <Form.Item name="work" label={t('work')} rules={[...rules, { whitespace: true, message: w('needed') }]}><Input.TextArea rows={4} maxLength={2000} showCount /></Form.Item>
    </FormDialog>
  );
}
