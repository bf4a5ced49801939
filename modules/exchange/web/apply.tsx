import { useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Alert, Button, Empty, Input } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { useAutosave, type Saving } from '#web/kit/autosave.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { useProblem } from '#web/kit/problem.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { declaredFit, type Declared } from '../fit/rules.ts';
import { AcceptOnConditions, Conditions } from './conditions.tsx';
import { messages as answerMessages } from './answers-messages.ts';
import { changes, exchangeClient, useOwn, useScheme, type Own, type Scheme } from './client.ts';
import { DeclaredChoices } from './declared.tsx';
import { messages as fitMessages } from './fit-messages.ts';
import { OwnSlots } from './interviews.tsx';
import { messages } from './messages.ts';
import { Outcome } from './outcome.tsx';
import { Papers } from './papers.tsx';
import { RankedList } from './ranked-list.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { ExtraFields, wholeCode, type Extras } from './team.tsx';

type Application = NonNullable<Own['application']>;

/** One's own application: written on a phone, saved as one goes, and later what came of it. */
export function ApplyPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const t = useTexts(messages);
  const [language] = useLanguage();
  const scheme = useScheme(id);
  const own = useOwn(id);
  const begin = useAct({ act: () => answer(exchangeClient.schemes[':id'].own.$post({ param: { id } })), changes, done: false });
  const application = own.data?.application ?? undefined;
  return (
    <Page
      title={t('myApplication')} loading={scheme.isPending || own.isPending} error={scheme.error ?? own.error} onRetry={() => void Promise.all([scheme.refetch(), own.refetch()])}
      back={{ to: `/workspace/exchange/${id}`, label: scheme.data?.title ?? t('scheme') }} subtitle={scheme.data === undefined ? undefined : `${t('applyUntil')} ${showDate(scheme.data.applyUntil, language)}`}
    >
      {scheme.data === undefined || own.data === undefined ? null : (
        <div style={{ maxWidth: 760 }}>
          {application === undefined || application.state === 'draft' ? <Profile profile={own.data.profile} /> : null}
          {application === undefined ? (
            <Card title={t('apply')}>
              {scheme.data.may.apply ? <><p>{t('beginHint')}</p><Button type="primary" size="large" block loading={begin.running} onClick={() => begin.run()}>{t('begin')}</Button></> : <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noSchemesForMember')} />}
            </Card>
          ) : application.state === 'draft' ? <Form key={application.id} scheme={scheme.data} application={application} /> : <Sent scheme={scheme.data} application={application} />}
        </div>
      )}
    </Page>
  );
}

function Profile({ profile }: { profile: Own['profile'] }) {
  const t = useTexts(messages);
  return (
    <Card title={t('profile')}>
      <dl className="definition">
        <dt>{t('name')}</dt><dd>{profile?.name ?? '—'}</dd>
        <dt>{t('institution')}</dt><dd>{profile?.institutionName ?? '—'}</dd>
        {profile?.field == null ? null : <><dt>{t('field')}</dt><dd>{profile.field}</dd></>}
      </dl>
      <p className="soft" style={{ marginBottom: 0 }}>{t('profileHint')}</p>
    </Card>
  );
}

function Form({ scheme, application }: { scheme: Scheme; application: Application }) {
  const t = useTexts(messages);
  const f = useTexts(fitMessages);
  const text = useText();
  const keep = useKept(scheme, application);
  const tell = useProblem();
  const { values: { wishes, statement, extras, declared }, change, saving, flush, version } = useAutosave<{ wishes: readonly string[]; statement: string; extras: Extras; declared: Declared }>({
    initial: { wishes: application.wishes.map(({ offerId }) => offerId), statement: application.statement, extras: { category: application.category, team: application.team }, declared: { fields: application.fields, aims: application.aims } }, version: application.version,
    isValid: () => true, save: (values, before) => keep({ wishes: values.wishes, statement: values.statement, category: values.extras.category, team: wholeCode(values.extras.team), fields: [...values.declared.fields], aims: [...values.declared.aims] }, before), onRefused: tell,
  });
  const submit = useAct({
    // What could not be kept was told already; it is not handed in without it.
    act: async () => { if (await flush()) await answer(exchangeClient.applications[':id'].move.$post({ param: { id: application.id }, json: { transition: 'submit', version: version() } })); },
    changes, done: false,
  });
  return (
    <>
      {scheme.words.pairs === null ? null : <Card title={f('declared')}><DeclaredChoices pairs={scheme.words.pairs} value={declared} onChange={(next) => change({ declared: next })} /></Card>}
      <Card title={t('wishes')}>
        <p className="soft">{t('wishesHint', { most: scheme.mostWishes })}</p>
        <WishList scheme={scheme} application={application} {...(scheme.words.pairs === null ? {} : { declared })} wishes={wishes} onChange={(next) => change({ wishes: next })} />
      </Card>
      <ExtraFields scheme={scheme} teammates={application.teammates} value={extras} onChange={(next) => change({ extras: next })} />
      <Card title={text(scheme.words.statement)}>
        <Input.TextArea aria-label={text(scheme.words.statement)} rows={6} maxLength={3000} showCount style={{ marginBottom: 18 }} value={statement} onChange={({ target }) => change({ statement: target.value })} />
      </Card>
      <Card title={t('papers')}><Papers scheme={scheme} applicationId={application.id} papers={application.papers} /></Card>
      <div className="row" style={{ marginBottom: 18 }}>
        <Button type="primary" size="large" loading={submit.running} onClick={() => submit.run()}>{t('submit')}</Button>
        <SavedNote saving={saving} />
      </div>
    </>
  );
}

function WishList({ scheme, application, declared, wishes, onChange }: { scheme: Scheme; application: Application; /** What the person looks for, where offers say what they give. */ declared?: Declared; wishes: readonly string[]; onChange: (wishes: readonly string[]) => void }) {
  const t = useTexts(messages);
  const f = useTexts(fitMessages);
  const offers = new Map(scheme.offers.map((offer) => [offer.id, offer]));
  const gone = new Map(application.wishes.map((wish) => [wish.offerId, wish]));
  const nameOf = (id: string) => offers.get(id)?.title ?? gone.get(id)?.title ?? '';
  const others = scheme.offers.filter(({ id, state, institutionId, capacity, taken }) => state === 'published' && capacity > taken && institutionId !== application.homeId && !wishes.includes(id));
  const show = (id: string) => {
    const offer = offers.get(id);
    return <><strong>{nameOf(id)}</strong> <span className="soft">{offer === undefined || offer.state !== 'published' ? t('gone') : offer.institutionName}</span></>;
  };
  return (
    <>
      {wishes.length === 0 ? null : <RankedList label={t('wishes')} ids={wishes} show={show} nameOf={nameOf} onChange={onChange} />}
      {wishes.length >= scheme.mostWishes || others.length === 0 ? null : (
        <ul className="row-list" aria-label={t('offers')} style={{ borderTop: '1px solid var(--line)', marginTop: 8, paddingTop: 8 }}>
          {others.map((offer) => (
            <li key={offer.id} className="row">
              <span className="grow"><strong>{offer.title}</strong> <span className="soft">{offer.institutionName} · {t('placesCount', { count: offer.capacity })}</span>{declared === undefined ? null : <Mark>{f('fit', { fit: declaredFit(declared, offer) })}</Mark>}<span className="clamp" style={{ whiteSpace: 'pre-wrap' }}>{offer.description}</span></span>
              <Button onClick={() => onChange([...wishes, offer.id])} aria-label={`${t('addWish')} ${offer.title} ${offer.institutionName}`}>{t('addWish')}</Button>
            </li>
          ))}
        </ul>
      )}
      {scheme.offers.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noOffers')} /> : null}
    </>
  );
}

function SavedNote({ saving }: { saving: Saving }) {
  const t = useTexts(messages);
  return <span className="soft" role="status">{saving === 'saving' ? t('saving') : saving === 'saved' ? t('savedAt') : null}</span>;
}

type Kept = { readonly wishes: readonly string[]; readonly statement: string; readonly category?: string | null; readonly team?: string | null; readonly fields?: string[]; readonly aims?: string[] };

/** Saves what was written, and keeps it where the page begins from: whoever leaves it and comes back finds it as they left it. */
function useKept({ id: schemeId, offers }: Scheme, { id, wishes: known }: Application) {
  const queries = useQueryClient();
  return async ({ wishes, ...said }: Kept, version: number): Promise<{ version: number }> => {
    const after = await answer(exchangeClient.applications[':id'].$put({ param: { id }, json: { version, ...said, wishes: [...wishes] } }));
    const named = wishes.flatMap((offerId, i) => { const of = offers.find((offer) => offer.id === offerId) ?? known.find((wish) => wish.offerId === offerId); return of === undefined ? [] : [{ rank: i + 1, offerId, title: of.title, institutionName: of.institutionName, state: of.state }]; });
    queries.setQueryData<Own>(['exchange', 'own', schemeId], (own) => (own?.application == null ? own : { ...own, application: { ...own.application, ...said, wishes: named, version: after.version } }));
    return after;
  };
}

/** In a later round those in reserve wish for what is left; their words stay. */
function WishAnew({ scheme, application }: { scheme: Scheme; application: Application }) {
  const t = useTexts(messages);
  const a = useTexts(answerMessages);
  const keep = useKept(scheme, application);
  const tell = useProblem();
  const { values: { wishes }, change, saving } = useAutosave<{ wishes: readonly string[] }>({
    initial: { wishes: application.wishes.map(({ offerId }) => offerId) }, version: application.version, isValid: () => true, save: (values, before) => keep({ wishes: values.wishes, statement: application.statement }, before), onRefused: tell,
  });
  return (
    <Card title={a('wishAnew')} extra={<SavedNote saving={saving} />}>
      <p className="soft">{a(application.state === 'reserve' ? 'wishAnewHint' : 'postGoneHint')} {t('wishesHint', { most: scheme.mostWishes })}</p>
      <WishList scheme={scheme} application={application} wishes={wishes} onChange={(next) => change({ wishes: next })} />
    </Card>
  );
}

/** Putting it off: what that means is said before, not after. */
function Defer({ application }: { application: Application }) {
  const t = useTexts(messages);
  const [asking, setAsking] = useState(false);
  const { run, running } = useAct({ act: (reason: string) => answer(exchangeClient.applications[':id'].move.$post({ param: { id: application.id }, json: { transition: 'defer', version: application.version, reason } })), changes, onDone: () => setAsking(false) });
  return (
    <>
      <Button size="small" onClick={() => setAsking(true)}>{t('defer')}</Button>
      {asking ? <ReasonDialog title={t('defer')} label={t('deferReason')} running={running} onClose={() => setAsking(false)} onDo={run}><Alert type="warning" showIcon title={t('deferHint')} /></ReasonDialog> : null}
    </>
  );
}

function Sent({ scheme, application }: { scheme: Scheme; application: Application }) {
  const t = useTexts(messages);
  const a = useTexts(answerMessages);
  const text = useText();
  const [language] = useLanguage();
  const move = useAct({ act: (json: MoveRequest) => answer(exchangeClient.applications[':id'].move.$post({ param: { id: application.id }, json })), changes });
  // On conditions has a dialog of its own: the conditions are asked for.
  const mayLeave = scheme.state === 'open' || (application.state === 'reserve' && scheme.state === 'matched');
  const ways = { ...application.lifecycle, transitions: application.lifecycle.transitions.filter(({ name }) => name !== 'acceptConditionally' && name !== 'defer' && (name !== 'withdraw' || mayLeave)) };
  const anew = scheme.state === 'open' && (application.state === 'reserve' || (application.wishesAnew && ['submitted', 'atDivision', 'atParty', 'nominated'].includes(application.state)));
  return (
    <>
      <div className="row" style={{ marginBottom: 16 }}><LifecycleBar compact lifecycle={ways} onMove={move.runAsync} />{application.state === 'offered' ? <AcceptOnConditions applicationId={application.id} version={application.version} startsOn={scheme.startsOn} /> : null}{application.lifecycle.transitions.some(({ name }) => name === 'defer') ? <Defer application={application} /> : null}</div>
      {application.state === 'deferred' ? <Alert type="info" showIcon title={t('deferred')} style={{ marginBottom: 16 }} /> : null}
      {application.reason === null ? null : <Alert type="warning" showIcon title={t(`notNominated_${application.refusedBy ?? 'home'}`, { reason: application.reason })} style={{ marginBottom: 16 }} />}
      {application.state === 'offered' && application.answerUntil !== null ? <Alert type="info" showIcon title={t('answerBy', { date: showDate(application.answerUntil, language) })} style={{ marginBottom: 16 }} /> : null}
      {application.outcome === null ? null : <Outcome outcome={application.outcome} state={application.state} offer={scheme.offers.find(({ id }) => id === application.offerId)} />}
      {application.state === 'accepted' ? <p><Link className="link-button" to="/workspace/exchange/stays/$id" params={{ id: application.id }}>{t('toStay')}</Link></p> : null}
      {application.state === 'nominated' || application.state === 'reserve' ? <OwnSlots schemeId={scheme.id} applicationId={application.id} /> : null}
      {application.state === 'offered' || application.state === 'conditional' ? <Card title={a('conditions')}><Conditions applicationId={application.id} startsOn={scheme.startsOn} /></Card> : null}
      {anew ? <WishAnew scheme={scheme} application={application} /> : <Card title={t('wishes')}><ol style={{ margin: 0, paddingInlineStart: '1.4em' }}>{application.wishes.map(({ offerId, title, institutionName, state }) => <li key={offerId}>{title} <span className="soft">{institutionName}{state === 'withdrawn' ? ` · ${t('gone')}` : ''}</span></li>)}</ol></Card>}
      <Card title={text(scheme.words.statement)}><p style={{ whiteSpace: 'pre-wrap', margin: 0 }}>{application.statement}</p></Card>
      <Card title={t('papers')}><Papers readOnly scheme={scheme} applicationId={application.id} papers={application.papers} /></Card>
    </>
  );
}
