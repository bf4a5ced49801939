import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate, showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { GiveRole, InvitationShown, ReasonDialog } from './account-dialogs.tsx';
import { accountsClient } from './accounts-client.ts';
import { messages } from './accounts-messages.ts';

const load = (id: string) => answer(accountsClient[':id'].$get({ param: { id } }));
type Account = Awaited<ReturnType<typeof load>>;
type Grant = Account['grants'][number];

/** One account: its roles over time, and what its keeper may do about it. */
export function AccountOfPage() {
  const t = useTexts(messages);
  const { id } = useParams({ strict: false }) as { id: string };
  const account = useQuery({ queryKey: ['accounts', 'one', id], queryFn: () => load(id) });
  const { data } = account;
  return (
    <Page
      title={data === undefined ? t('title') : data.name} subtitle={data === undefined ? undefined : <>{data.login} · {data.party === null ? t('region') : <PartyTag party={data.party} />} {data.disabledAt === null ? null : <Mark tone="bad">{t('closed')}</Mark>}</>}
      back={{ to: '/workspace/accounts', label: t('title') }} loading={account.isPending} error={account.error} onRetry={() => void account.refetch()} extra={data?.mayAdminister === true ? <Keeping account={data} /> : undefined}
    >
      {data === undefined ? null : <Roles account={data} />}
    </Page>
  );
}

function Keeping({ account: { id, disabledAt } }: { account: Account }) {
  const t = useTexts(messages);
  const [invitation, setInvitation] = useState<string>();
  const [asking, setAsking] = useState(false);
  const invite = useAct({ act: async () => setInvitation((await answer(accountsClient[':id'].invitation.$post({ param: { id } }))).invitation), changes: [], done: false });
  const close = async (reason: string) => answer(accountsClient[':id'].closed.$post({ param: { id }, json: { closed: disabledAt === null, reason } }));
  return (
    <>
      {disabledAt === null ? <Popconfirm title={t('newInvitationSure')} onConfirm={() => invite.run()}><Button loading={invite.running}>{t('newInvitation')}</Button></Popconfirm> : null}
      <Button danger={disabledAt === null} onClick={() => setAsking(true)}>{t(disabledAt === null ? 'closeAccount' : 'reopen')}</Button>
      {invitation === undefined ? null : <InvitationShown invitation={invitation} onClose={() => setInvitation(undefined)} />}
      {asking ? <ReasonDialog title={t(disabledAt === null ? 'closeAccount' : 'reopen')} note={disabledAt === null ? t('closeNote') : undefined} act={close} changes={[['accounts']]} done={t(disabledAt === null ? 'closedNow' : 'reopened')} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function Roles({ account }: { account: Account }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const [giving, setGiving] = useState(false);
  const [withdrawing, setWithdrawing] = useState<Grant>();
  return (
    <Card title={t('history')} extra={account.mayAdminister && account.disabledAt === null ? <Button size="small" onClick={() => setGiving(true)}>{t('give')}</Button> : undefined}>
      <ul className="row-list">
        {account.grants.map((grant) => {
          const state = stateOf(grant);
          return (
            <li key={grant.id} className="row">
              <div className="grow">
                {text(grant.label)} <Mark tone={state === 'active' ? 'good' : 'neutral'}>{t(state)}</Mark>
                <div className="soft">{showDate(grant.from, language)} – {grant.to === null ? t('openEnd') : showDate(grant.to, language)} · {t('basis')}：{grant.reason}</div>
                <div className="soft">{grant.grantedBy === null ? t('bySystem', { at: showInstant(grant.grantedAt) }) : t('byWhom', { name: grant.grantedBy, at: showInstant(grant.grantedAt) })}</div>
                {grant.withdrawnAt === null ? null : <div className="soft">{t('withdrawnAt', { at: showInstant(grant.withdrawnAt), reason: grant.withdrawnReason ?? '' })}</div>}
              </div>
              {account.mayAdminister && (state === 'active' || state === 'later') ? <Button size="small" danger onClick={() => setWithdrawing(grant)}>{t('withdraw')}</Button> : null}
            </li>
          );
        })}
      </ul>
      {giving ? <GiveRole account={account} onClose={() => setGiving(false)} /> : null}
      {withdrawing === undefined ? null : (
        <ReasonDialog
          title={`${t('withdrawRole')}：${text(withdrawing.label)}`} note={t('withdrawNote')} changes={[['accounts']]} done={t('withdrawn')} onClose={() => setWithdrawing(undefined)}
          act={(reason) => answer(accountsClient[':id'].grants[':grantId'].withdrawal.$post({ param: { id: account.id, grantId: withdrawing.id }, json: { reason } }))}
        />
      )}
    </Card>
  );
}

function stateOf({ from, to, withdrawnAt }: Grant): 'active' | 'later' | 'over' | 'gone' {
  if (withdrawnAt !== null) return 'gone';
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
  return today < from ? 'later' : to !== null && today > to ? 'over' : 'active';
}
