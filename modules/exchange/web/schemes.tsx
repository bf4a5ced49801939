import { Link } from '@tanstack/react-router';
import { Button, Empty } from 'antd';
import { useState } from 'react';
import { DataTable } from '#web/kit/data-table.tsx';
import { showDate } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { schemeStates } from '../messages.ts';
import { useSchemes } from './client.ts';
import { messages } from './messages.ts';
import { SchemeDialog } from './scheme-dialog.tsx';

export function stateWords(state: string) {
  return schemeStates[state as keyof typeof schemeStates] ?? schemeStates.draft;
}

/** The annual schemes that one may see: for those who apply the open ones, for officers also those being drafted. */
export function SchemesPage() {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const [drafting, setDrafting] = useState(false);
  const schemes = useSchemes();
  const role = useActing()?.role;
  const mayDraft = role === 'party_officer';
  const links = role === undefined || role === 'member' ? null : <><Link className="link-button" to="/workspace/exchange/whereabouts">{t('whereabouts')}</Link><Link className="link-button" to="/workspace/exchange/practice">{t('practice')}</Link><Link className="link-button" to="/workspace/exchange/figures">{t('figures')}</Link></>;
  const button = <Button type="primary" onClick={() => setDrafting(true)}>{t('newScheme')}</Button>;
  return (
    <Page title={t('exchange')} extra={links === null ? <Link className="link-button" to="/workspace/exchange/whereabouts">{t('mine')}</Link> : <>{links}{mayDraft ? button : null}</>} loading={schemes.isPending} error={schemes.error} onRetry={() => void schemes.refetch()}>
      <DataTable
        label={t('exchange')} rows={schemes.data?.items ?? []} rowKey={({ id }) => id}
        empty={<Empty description={mayDraft ? t('noSchemes') : t('noSchemesForMember')}>{mayDraft ? button : null}</Empty>}
        columns={[
          { key: 'title', title: t('scheme'), render: ({ id, title }) => <Link to="/workspace/exchange/$id" params={{ id }}>{title}</Link> },
          { key: 'preset', title: t('programme'), render: ({ presetLabel }) => text(presetLabel) },
          { key: 'state', title: t('state'), render: ({ state }) => <Mark tone={state === 'open' || state === 'matched' ? 'good' : state === 'consulting' || state === 'signing' || state === 'ordering' ? 'active' : 'neutral'}>{text(stateWords(state))}</Mark> },
          { key: 'until', title: t('applyUntil'), render: ({ applyUntil }) => <span className="nowrap">{showDate(applyUntil, language)}</span> },
          { key: 'period', title: t('period'), render: ({ startsOn, endsOn }) => <span className="nowrap">{showDate(startsOn, language)} – {showDate(endsOn, language)}</span> },
          { key: 'party', title: t('draftedBy'), render: ({ party }) => <PartyTag party={party} /> },
        ]}
      />
      {drafting ? <SchemeDialog onClose={() => setDrafting(false)} /> : null}
    </Page>
  );
}
