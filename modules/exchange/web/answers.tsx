import { useQuery } from '@tanstack/react-query';
import { Button, Empty, Modal } from 'antd';
import { useState } from 'react';
import { answer, wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { showDate } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { applicationStates } from '../messages.ts';
import { exchangeClient, type Scheme } from './client.ts';
import { Conditions } from './conditions.tsx';
import { messages } from './answers-messages.ts';
import { OverduePlaces, Releases } from './releases.tsx';

const loadBoth = async (id: string) => (await Promise.all((['home', 'host'] as const).map(async (view) => (await answer(exchangeClient.schemes[':id'].applications.$get({ param: { id }, query: { view } }))).items))).flat();
const answered = ['offered', 'conditional', 'accepted', 'deferred', 'declined', 'lapsed', 'reserve'];
const tones: Readonly<Record<string, 'good' | 'warn' | 'bad' | 'active'>> = { accepted: 'good', conditional: 'warn', offered: 'active', declined: 'bad', lapsed: 'bad' };

/** What people made of their places: who has answered and how, what is overdue, what was taken back. */
export function Answers({ scheme }: { scheme: Scheme }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const acting = useActing();
  const [about, setAbout] = useState<{ id: string; personName: string }>();
  const people = useQuery({ queryKey: ['exchange', 'answers', scheme.id], queryFn: () => loadBoth(scheme.id) });
  const rows = (people.data ?? []).filter(({ state }) => answered.includes(state));
  const left = scheme.offers.filter(({ state }) => state === 'published').reduce((sum, { capacity, taken }) => sum + capacity - taken, 0);
  const counts = Map.groupBy(rows, ({ state }) => state);
  const offers = new Map(scheme.offers.map((offer) => [offer.id, offer]));
  return (
    <>
      {acting?.role === 'party_officer' ? <OverduePlaces schemeId={scheme.id} /> : null}
      <Card title={t('people')} extra={<Mark tone={left > 0 ? 'active' : 'neutral'}>{t('placesLeft', { count: left })}</Mark>}>
        {people.isError ? <p role="alert">{wordsFor(people.error)}</p> : null}
        <p className="row" style={{ gap: 8 }}>{[...counts].map(([state, of]) => <Mark key={state} tone={tones[state] ?? 'neutral'}>{`${text(applicationStates[state as keyof typeof applicationStates])} ${of.length}`}</Mark>)}</p>
        <DataTable
          label={t('people')} rows={rows} rowKey={({ id }) => id} loading={people.isPending} empty={<Empty description={t('nobody')} />}
          columns={[
            { key: 'name', title: t('name'), render: ({ personName, homeName, deferredFrom }) => <>{personName} <span className="soft">{homeName}</span>{deferredFrom === null ? null : <> <Mark>{t('carriedOver')}</Mark></>}</> },
            { key: 'post', title: t('post'), render: ({ offerId }) => { const offer = offerId === null ? undefined : offers.get(offerId); return offer === undefined ? <span className="soft">—</span> : <>{offer.title} <span className="soft">{offer.institutionName}</span></>; } },
            { key: 'state', title: t('state'), render: ({ state }) => <Mark tone={tones[state] ?? 'neutral'}>{text(applicationStates[state as keyof typeof applicationStates])}</Mark> },
            { key: 'until', title: t('answerUntil'), render: ({ state, answerUntil }) => (state === 'offered' && answerUntil !== null ? <span className="nowrap">{showDate(answerUntil, language)}</span> : <span className="soft">—</span>) },
            { key: 'conditions', title: t('conditions'), render: ({ id, personName, offerId }) => (offerId === null ? null : <Button size="small" type="link" autoInsertSpace={false} style={{ paddingInline: 0 }} aria-label={`${t('look')} ${t('conditions')} ${personName}`} onClick={() => setAbout({ id, personName })}>{t('look')}</Button>) },
          ]}
        />
      </Card>
      <Releases schemeId={scheme.id} />
      {about === undefined ? null : <Modal open width={640} title={`${t('conditions')} · ${about.personName}`} footer={null} onCancel={() => setAbout(undefined)}><Conditions applicationId={about.id} startsOn={scheme.startsOn} /></Modal>}
    </>
  );
}
