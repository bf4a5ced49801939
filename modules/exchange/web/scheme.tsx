import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { mechanismNames, nominatorNames } from '../messages.ts';
import { Answers } from './answers.tsx';
import { BalanceTable } from './balance.tsx';
import { changes, exchangeClient, useScheme, type Scheme } from './client.ts';
import { Confirm } from './confirm.tsx';
import { Consent, Signatures } from './decision.tsx';
import { Limits } from './limits.tsx';
import { Matching } from './matching.tsx';
import { messages } from './messages.ts';
import { Nominations } from './nominations.tsx';
import { Offers } from './offers.tsx';
import { Orders } from './orders.tsx';
import { Quotas } from './quotas.tsx';
import { Terms } from './terms.tsx';
import { SchemeDialog } from './scheme-dialog.tsx';
import { Posts } from './posts.tsx';
import { Stays } from './stays.tsx';

const tabs = ['overview', 'offers', 'quotas', 'nominations', 'confirm', 'ordering', 'matching', 'answers', 'stays', 'posts'] as const;
type Tab = (typeof tabs)[number];

/** One year of a programme, with what is each side's to do on it. */
export function SchemePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { tab: asked } = useSearch({ strict: false }) as { tab?: string };
  const t = useTexts(messages);
  const text = useText();
  const acting = useActing();
  const scheme = useScheme(id);
  const data = scheme.data;
  const shown = data === undefined ? [] : tabs.filter((tab) => isFor(tab, acting?.role, data));
  const tab = shown.find((name) => name === asked) ?? 'overview';
  const apply = data?.may.apply === true || acting?.role === 'member' ? <Link className="link-button" to="/workspace/exchange/$id/apply" params={{ id }}>{data?.may.apply === true ? t('apply') : t('myApplication')}</Link> : undefined;
  return (
    <Page
      title={data?.title ?? t('scheme')} back={{ to: '/workspace/exchange', label: t('exchange') }} loading={scheme.isPending} error={scheme.error} onRetry={() => void scheme.refetch()} extra={apply}
      subtitle={data === undefined ? undefined : <span className="row"><span>{text(data.words.label)}{data.round > 1 ? ` · ${t('roundNumber', { round: data.round })}` : ''}</span>{data.item.code === '' ? null : <Link to="/workspace/plan/initiatives/$id" params={{ id: data.itemId }}>{data.item.code} {data.item.title}</Link>}</span>}
    >
      {data === undefined ? null : (
        <>
          {shown.length < 2 ? null : (
            <PartsNav shown={shown} tab={tab} />
          )}
          <Part tab={tab} scheme={data} />
        </>
      )}
    </Page>
  );
}

/** The parts of a scheme; on a phone, where not all have room, the one that is open comes into view. */
function PartsNav({ shown, tab }: { shown: readonly Tab[]; tab: Tab }) {
  const t = useTexts(messages);
  const navigate = useNavigate();
  const place = useRef<HTMLElement>(null);
  const at = shown.indexOf(tab);
  useEffect(() => { place.current?.querySelectorAll('.ant-segmented-item')[at]?.scrollIntoView({ inline: 'center', block: 'nearest' }); }, [at]);
  return (
    <nav ref={place} className="row no-print" style={{ marginBottom: 16, overflowX: 'auto' }} aria-label={t('views')}>
      <Segmented<Tab> value={tab} onChange={(next) => void navigate({ to: '.', search: { tab: next }, replace: true })} options={shown.map((value) => ({ value, label: t(value) }))} />
    </nav>
  );
}

/** Somebody who applies looks at the scheme and its offers; the rest is the officers' and comes when it is time for it. */
function isFor(tab: Tab, role: string | undefined, { state, round, may, offers }: Scheme): boolean {
  if (tab === 'overview' || tab === 'offers') return true;
  const drafted = ['draft', 'consulting', 'signing', 'agreed'].includes(state);
  if (tab === 'posts') return state === 'matched' || state === 'closed' || round > 1;
  if (role === 'member' && tab === 'ordering') return (state === 'open' || state === 'ordering') && offers.some(({ mayOrder }) => mayOrder);
  if (role === 'member') return tab === 'matching' && !drafted && (round > 1 || (state !== 'open' && state !== 'ordering'));
  if (tab === 'confirm') return may.confirm;
  if (tab === 'quotas') return true;
  if (tab === 'ordering') return state === 'open' || state === 'ordering';
  if (tab === 'stays' || tab === 'answers') return state === 'matched' || state === 'closed' || round > 1;
  return !drafted;
}

function Part({ tab, scheme }: { tab: Tab; scheme: Scheme }) {
  switch (tab) {
    case 'overview': return <Overview scheme={scheme} />;
    case 'offers': return <Offers scheme={scheme} />;
    case 'quotas': return <Quotas scheme={scheme} />;
    case 'nominations': return <Nominations scheme={scheme} />;
    case 'confirm': return <Confirm scheme={scheme} />;
    case 'ordering': return <Orders scheme={scheme} />;
    case 'matching': return <Matching scheme={scheme} />;
    case 'answers': return <Answers scheme={scheme} />;
    case 'stays': return <Stays schemeId={scheme.id} />;
    case 'posts': return <Posts schemeId={scheme.id} />;
  }
}

function Overview({ scheme }: { scheme: Scheme }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [language] = useLanguage();
  const acting = useActing();
  const [editing, setEditing] = useState(false);
  const move = useAct({ act: (json: MoveRequest) => answer(exchangeClient.schemes[':id'].move.$post({ param: { id: scheme.id }, json })), changes });
  const officer = acting !== undefined && acting.role !== 'member';
  return (
    <>
      {officer ? <div style={{ marginBottom: 16 }}><LifecycleBar lifecycle={scheme.lifecycle} onMove={move.runAsync} /></div> : null}
      <div className="columns">
        <Card title={t('terms')} extra={scheme.may.change ? <Button size="small" onClick={() => setEditing(true)}>{w('edit')}</Button> : undefined}>
          <dl className="definition">
            <dt>{t('draftedBy')}</dt><dd><PartyTag party={scheme.party} /></dd>
            <dt>{t('period')}</dt><dd>{showDate(scheme.startsOn, language)} – {showDate(scheme.endsOn, language)}</dd>
            <dt>{t('applyUntil')}</dt><dd>{showDate(scheme.applyUntil, language)}</dd>
            <dt>{t('answerUntil')}</dt><dd>{showDate(scheme.answerUntil, language)}</dd>
            <dt>{t('nominatedBy')}</dt><dd>{text(nominatorNames[scheme.nominatedBy])}</dd>
            {scheme.words.papers.length === 0 ? null : <><dt>{t('papers')}</dt><dd>{scheme.words.papers.map(({ label, required }) => `${text(label)}${required ? '' : w('optional')}`).join(text({ zh: '、', en: ', ' }))}</dd></>}
            <dt>{t('mostWishes')}</dt><dd>{scheme.mostWishes}</dd>
            <dt>{t('mechanism')}</dt><dd><strong>{text(mechanismNames[scheme.mechanism].name)}</strong><span className="soft">{text(mechanismNames[scheme.mechanism].says)}</span></dd>
            {scheme.mechanism === 'ttc-balanced' ? <><dt>{t('tolerance')}</dt><dd>{scheme.tolerance}</dd></> : null}
            {scheme.note === null ? null : <><dt>{t('note')}</dt><dd style={{ whiteSpace: 'pre-wrap' }}>{scheme.note}</dd></>}
          </dl>
        </Card>
        <div>
          <Terms scheme={scheme} />
          <Limits scheme={scheme} />
          {officer ? <Consent scheme={scheme} /> : null}
          {scheme.balance.length === 0 ? null : <Card title={t('balance')}><BalanceTable rows={scheme.balance} /></Card>}
        </div>
      </div>
      {officer ? <Signatures scheme={scheme} /> : null}
      {editing ? <SchemeDialog scheme={scheme} onClose={() => setEditing(false)} /> : null}
    </>
  );
}
