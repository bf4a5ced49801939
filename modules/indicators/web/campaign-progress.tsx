import { App, Button, Popconfirm } from 'antd';
import { partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { Matrix } from '#web/kit/matrix.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { formStates, standings } from '../messages.ts';
import { client, type Campaign } from './client.ts';
import { messages } from './messages.ts';
import { SuccessionButton } from './succession-dialog.tsx';

const columns = ['onTime', 'late', 'waiting', 'missing', 'submitted', 'verified', 'checked', 'approved', 'excluded'] as const;
type ColumnKey = (typeof columns)[number];

/** How far each party is: who was on time, late, missing; on which step; and what has been handed over to the region. */
export function CampaignProgress({ data }: { data: Campaign }) {
  const t = useTexts(messages);
  const text = useText();
  const { counts, levels, deliveries } = data;
  const rows = [...new Set(counts.map(({ party }) => party))].flatMap((party) => levels.map((level) => ({ party, level })));
  const shown = columns.filter((column) => (column !== 'verified' || levels.includes('school')) && (column !== 'excluded' || counts.some(({ state }) => state === 'excluded')));
  const head = (column: ColumnKey) => text(column === 'onTime' || column === 'late' || column === 'waiting' || column === 'missing' ? standings[column] : formStates[column]);
  const count = (of: (typeof rows)[number], column: ColumnKey) => counts.filter(({ party, level, state, standing }) => party === of.party && level === of.level && (standing === column || state === column)).reduce((all, own) => all + own.count, 0);
  return (
    <Card title={t('progress')} extra={<Tools data={data} />}>
      <Matrix
        label={t('progress')} corner={t('party')} rows={rows} columns={shown} rowKey={({ party, level }) => `${party}/${level}`} columnKey={(column) => column}
        rowHead={({ party, level }) => `${text(partyNames[party])}${levels.length > 1 ? ` · ${t(level)}` : ''}`} columnHead={head} cell={(row, column) => count(row, column)}
      />
      <h3 style={{ fontSize: 15, marginTop: 20 }}>{t('handOver')}</h3>
      <ul className="row-list">{deliveries.map((delivery) => <Delivery key={delivery.id} delivery={delivery} />)}</ul>
    </Card>
  );
}

function Delivery({ delivery: { id, party, returned, deliveredAt, lifecycle } }: { delivery: Campaign['deliveries'][number] }) {
  const move = useAct({ act: (json: MoveRequest) => answer(client.deliveries[':id'].move.$post({ param: { id }, json })), changes: [['indicators'], ['inbox']] });
  return (
    <li className="row">
      <PartyTag party={party} /><span className="grow soft">{deliveredAt === null ? '' : showInstant(deliveredAt)} {returned ?? ''}</span>
      <LifecycleBar lifecycle={lifecycle} onMove={move.runAsync} compact />
    </li>
  );
}

function Tools({ data: { campaign, may, levels } }: { data: Campaign }) {
  const t = useTexts(messages);
  const { message } = App.useApp();
  const param = { id: campaign.id };
  const changes = [['indicators']];
  const remind = useAct({ act: async () => void message.success(t('reminded', await answer(client.campaigns[':id'].remind.$post({ param })))), changes, done: false });
  const roster = useAct({ act: async () => void message.success(t('rosterDone', await answer(client.campaigns[':id'].roster.$post({ param })))), changes, done: false });
  const passOn = useAct({
    act: async () => {
      let all = 0;
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop -- so many at a time, until none is left
        const { moved, more } = await answer(client.campaigns[':id'].forms['pass-on'].$post({ param, json: {} }));
        all += moved;
        if (!more) break;
      }
      void message.success(t('passedOn', { moved: all }));
    }, changes, done: false,
  });
  return (
    <>
      {may.passOn === null ? null : <Popconfirm title={t('passOnSure')} onConfirm={() => passOn.run()}><Button size="small" type="primary" loading={passOn.running}>{t(may.passOn === 'verify' ? 'verifyAll' : may.passOn === 'check' ? 'checkAll' : 'approveAll')}</Button></Popconfirm>}
      {may.remind ? <Popconfirm title={t('remindSure')} styles={{ root: { maxWidth: 320 } }} onConfirm={() => remind.run()}><Button size="small" loading={remind.running}>{t('remind')}</Button></Popconfirm> : null}
      {may.roster && levels.includes('school') ? <><Popconfirm title={t('rosterSure')} styles={{ root: { maxWidth: 340 } }} onConfirm={() => roster.run()}><Button size="small" loading={roster.running}>{t('roster')}</Button></Popconfirm><SuccessionButton period={campaign.period} /></> : null}
    </>
  );
}
