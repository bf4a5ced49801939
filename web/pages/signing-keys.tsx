import { KeyOutlined, UserAddOutlined } from '@ant-design/icons';
import { Button, Empty, Popconfirm, Segmented } from 'antd';
import { useState } from 'react';
import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { shortFingerprint } from '#kernel/signing/keys.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { showDate, showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { useActing } from '#web/kit/session.tsx';
import { signingClient, usePartySigning, type PartySigning } from '#web/kit/signing/client.ts';
import { NewKeyDialog, OwnKeyDialog } from '#web/kit/signing/key-dialogs.tsx';
import { messages as kitMessages } from '#web/kit/signing/messages.ts';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { ReasonDialog } from './account-dialogs.tsx';
import { ProposeSignatory } from './signing-propose.tsx';
import { messages } from './signing-messages.ts';

/** Who may sign for a party, and by which keys: everybody of the region sees it, the party's own people change it. */
export function SigningKeysPage() {
  const t = useTexts(messages);
  const text = useText();
  const own = useActing()?.party;
  const [chosen, setChosen] = useState<PartyCode>();
  const party = chosen ?? own ?? '31';
  const { data, error, refetch } = usePartySigning(party);
  return (
    <Page title={t('keys')} back={{ to: '/workspace/signing', label: t('title') }} loading={data === undefined && error === null} error={error} onRetry={() => void refetch()}
      extra={<Segmented aria-label={t('party')} value={party} onChange={setChosen} options={partyCodes.map((value) => ({ value, label: text(partyNames[value]) }))} />}>
      {data === undefined ? null : <><Signatories party={party} {...data} /><Keys party={party} {...data} /></>}
    </Page>
  );
}

type Shown = PartySigning & { readonly party: PartyCode };
type Signatory = PartySigning['signatories'][number];
type Key = PartySigning['keys'][number];

function Signatories({ party, signatories, may }: Shown) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const [proposing, setProposing] = useState(false);
  const [dismissing, setDismissing] = useState<Signatory>();
  const approve = useAct({ act: (id: string) => answer(signingClient.signatories[':id'].approve.$post({ param: { id } })), changes: [['signing'], ['inbox']], done: t('approvedNow') });
  return (
    <Card title={t('signatories')} extra={may.propose ? <Button icon={<UserAddOutlined aria-hidden />} onClick={() => setProposing(true)}>{t('propose')}</Button> : undefined}>
      <DataTable
        label={t('signatories')} rows={signatories} rowKey={({ id }) => id} empty={<Empty description={t('noSignatories')} image={Empty.PRESENTED_IMAGE_SIMPLE} />}
        columns={[
          { key: 'name', title: t('person'), render: ({ name }) => name },
          { key: 'state', title: t('state'), render: (row) => <SignatoryState row={row} /> },
          { key: 'term', title: t('term'), render: ({ validFrom, validTo }) => `${showDate(validFrom, language)} – ${showDate(validTo, language)}` },
          { key: 'basis', title: t('basis'), render: ({ basis, resolution, proposedByName, reason, approvedByName }) => (basis === 'resolution' ? t('byResolution', { resolution: resolution ?? '' }) : <>{t('byOfficer', { proposer: proposedByName ?? '', reason: reason ?? '' })}{approvedByName === null ? null : <div className="soft">{t('approvedBy', { name: approvedByName })}</div>}</>) },
          { key: 'may', title: '', align: 'right', render: (row) => (
            <span className="row">
              {row.mayApprove ? <Popconfirm title={t('approveSure', { name: row.name })} onConfirm={() => approve.run(row.id)}><Button size="small" type="primary">{t('approve')}</Button></Popconfirm> : null}
              {row.mayDismiss ? <Button size="small" danger onClick={() => setDismissing(row)}>{t(row.approvedAt === null ? 'reject' : 'dismiss')}</Button> : null}
            </span>
          ) },
        ]}
      />
      {proposing ? <ProposeSignatory party={party} onClose={() => setProposing(false)} /> : null}
      {dismissing === undefined ? null : <ReasonDialog title={`${t(dismissing.approvedAt === null ? 'reject' : 'dismiss')}：${dismissing.name}`} note={dismissing.approvedAt === null ? undefined : t('dismissNote')} act={(reason) => answer(signingClient.signatories[':id'].dismiss.$post({ param: { id: dismissing.id }, json: { reason } }))} changes={[['signing'], ['inbox']]} done={t('dismissed')} onClose={() => setDismissing(undefined)} />}
    </Card>
  );
}

function SignatoryState({ row }: { row: Signatory }) {
  const t = useTexts(messages);
  if (row.withdrawnAt !== null) return <Mark>{t('ended')}</Mark>;
  if (row.approvedAt === null) return <Mark tone="warn">{t('pending')}</Mark>;
  return <Mark tone="good">{t('appointed')}</Mark>;
}

function Keys({ party, keys, may }: Shown) {
  const t = useTexts(messages);
  const k = useTexts(kitMessages);
  const [language] = useLanguage();
  const acting = useActing();
  const [adding, setAdding] = useState<'new' | 'own'>();
  const [revoking, setRevoking] = useState<Key>();
  const mayHope = acting?.role === 'party_signatory' && acting.party === party && !may.register;
  return (
    <Card title={t('publicKeys')} extra={may.register ? <span className="row"><Button onClick={() => setAdding('own')}>{k('useFile')}</Button><Button type="primary" icon={<KeyOutlined aria-hidden />} onClick={() => setAdding('new')}>{k('newKey')}</Button></span> : undefined}>
      {mayHope ? <p className="soft">{t('notSignatory')}</p> : null}
      <DataTable
        label={t('publicKeys')} rows={keys} rowKey={({ id }) => id} empty={<Empty description={t('noKeys')} image={Empty.PRESENTED_IMAGE_SIMPLE} />}
        columns={[
          { key: 'fingerprint', title: t('fingerprint'), render: ({ fingerprint, mine }) => <><code className="nowrap">{shortFingerprint(fingerprint)}</code> {mine ? <Mark tone="active">{t('mine')}</Mark> : null}</> },
          { key: 'owner', title: t('owner'), render: ({ name }) => name },
          { key: 'algorithm', title: t('algorithm'), render: ({ algorithm }) => algorithm },
          { key: 'validity', title: t('validity'), render: ({ validFrom, validTo }) => `${showDate(validFrom, language)} – ${showDate(validTo, language)}` },
          { key: 'state', title: t('state'), render: (row) => <KeyState row={row} /> },
          { key: 'may', title: '', align: 'right', render: (row) => (row.mayRevoke ? <Button size="small" danger onClick={() => setRevoking(row)}>{t('revoke')}</Button> : null) },
        ]}
      />
      {adding === 'new' ? <NewKeyDialog party={party} onClose={() => setAdding(undefined)} /> : null}
      {adding === 'own' ? <OwnKeyDialog party={party} onClose={() => setAdding(undefined)} /> : null}
      {revoking === undefined ? null : <ReasonDialog title={`${t('revoke')} ${shortFingerprint(revoking.fingerprint)}`} note={t('revokeNote')} act={(reason) => answer(signingClient.keys[':id'].revoke.$post({ param: { id: revoking.id }, json: { reason } }))} changes={[['signing']]} done={t('revoked')} onClose={() => setRevoking(undefined)} />}
    </Card>
  );
}

function KeyState({ row: { revokedAt, revokedReason, expired } }: { row: Key }) {
  const t = useTexts(messages);
  if (revokedAt !== null) return <Mark tone="bad">{t('revokedAt', { at: showInstant(revokedAt), reason: revokedReason ?? '' })}</Mark>;
  return expired ? <Mark>{t('expired')}</Mark> : <Mark tone="good">{t('valid')}</Mark>;
}
