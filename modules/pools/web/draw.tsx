import { useParams } from '@tanstack/react-router';
import { Alert, Spin } from 'antd';
import type { ReactNode } from 'react';
import { partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { useLive } from '#web/kit/live.ts';
import { Page } from '#web/kit/page.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { drawStates, nameOfValue, recusalRules } from '../messages.ts';
import { drawsClient, useDraw, type Draw } from './client.ts';
import { DrawBeacon } from './draw-beacon.tsx';
import { DrawResult } from './draw-result.tsx';
import { DrawRounds } from './draw-rounds.tsx';
import { messages } from './messages.ts';

/** A draw from its request to its panel; the four commit and reveal here. */
export function DrawPage() {
  const { id = '' } = useParams({ strict: false });
  const t = useTexts(messages);
  const draw = useDraw(id);
  useLive({ type: 'pools.draw', id }, [['pools', 'draw', id]]);
  if (draw.data === undefined) return <Page title={t('draws')} loading={draw.isPending} error={draw.error} onRetry={() => void draw.refetch()} back={{ to: '/workspace/draws', label: t('draws') }} />;
  return <Shown draw={draw.data} />;
}

function Shown({ draw }: { draw: Draw }) {
  const t = useTexts(messages);
  const text = useText();
  const withdraw = useAct({ act: ({ version, reason = '' }: MoveRequest) => answer(drawsClient.draws[':id'].withdraw.$post({ param: { id: draw.id }, json: { version, reason } })), changes: [['pools'], ['inbox']] });
  const acting = useActing();
  const steps = ['solving', 'committing', 'revealing', ...(draw.request.beacon === undefined ? [] : ['reading'] as const), 'drawn'] as const;
  const shown = (steps as readonly string[]).includes(draw.state) ? steps : [draw.state];
  return (
    <Page title={draw.title} subtitle={`${draw.pool.name} · ${draw.request.purpose}`} back={{ to: '/workspace/draws', label: t('draws') }}>
      <div style={{ marginBottom: 16 }}><LifecycleBar
        onMove={withdraw.runAsync}
        lifecycle={{
          states: Object.fromEntries(shown.map((state) => [state, { label: drawStates[state], tone: 'neutral' }])), state: draw.state, version: draw.version,
          transitions: draw.may.withdraw ? [{ name: 'withdraw', label: messages.withdrawDraw, reason: 'required', danger: true, fields: [] }] : [],
        }}
      /></div>
      {draw.state === 'solving' ? <p aria-live="polite"><Spin size="small" /> {t('computing')}</p> : null}
      {draw.problem === null ? null : <Alert type="warning" showIcon title={t('impossible')} description={<pre className="draw-words">{text(draw.problem)}</pre>} style={{ margin: '16px 0' }} />}
      {draw.state === 'drawn' ? <DrawResult draw={draw} /> : null}
      <DrawBeacon draw={draw} acting={acting?.party} />
      {draw.rounds.length > 0 ? <DrawRounds draw={draw} /> : null}
      <Request draw={draw} />
    </Page>
  );
}

function Request({ draw: { request, pool, reviewed, party, digest, people, panels, chances, journalEntry } }: { draw: Draw }) {
  const t = useTexts(messages);
  const text = useText();
  const percent = (share: number) => (share * 100).toFixed(2);
  const facts = chances === null ? undefined : request.mode === 'uniform' ? t('uniformFacts', { people, min: percent(chances.min) }) : t('frozenFacts', { people, panels, min: percent(chances.min), max: percent(chances.max) });
  const named = ({ category, value }: { category: string; value: string }) => text(nameOfValue(category, value, pool.preset));
  return (
    <Card title={digest === null ? t('newDraw') : t('frozen')}>
      <dl className="draw-facts">
        {facts === undefined ? null : <Fact label={t('chances')}>{facts}</Fact>}
        <Fact label={t('seats')}>{request.seats}（{t('reserves')} {request.reserves}）</Fact>
        <Fact label={t('mode')}>{request.mode === 'uniform' ? t('uniform') : t('leximin')}</Fact>
        {request.bounds.length === 0 ? null : <Fact label={t('bounds')}>{request.bounds.map((bound) => <div key={`${bound.category} ${bound.value}`}>{named(bound)}：{t('atLeast')} {bound.min}，{t('atMost')} {bound.max}</div>)}</Fact>}
        {request.recusedParties.length === 0 ? null : <Fact label={t('recusedParties')}>{request.recusedParties.map((code) => text(partyNames[code])).join('、')}</Fact>}
        {request.recusals.length === 0 ? null : <Fact label={t('recusalRules')}>{request.recusals.map((rule) => <div key={rule}>{text(recusalRules[rule])}</div>)}</Fact>}
        {reviewed === null || reviewed.persons.length + reviewed.projects.length === 0 ? null : <Fact label={t('reviewed')}>{[...reviewed.persons.map(({ name }) => name), ...reviewed.projects].join('、')}</Fact>}
        {request.beacon === undefined ? null : <Fact label={t('beacon')}>{t('beaconOf', { name: request.beacon.name, at: showInstant(request.beacon.at) })}</Fact>}
        <Fact label={t('askedBy')}>{text(partyNames[party])}</Fact>
        {digest === null ? null : <Fact label={t('digest')}><code>{digest}</code> {journalEntry === null ? null : <span className="soft">{t('journal', { entry: journalEntry })}</span>}</Fact>}
      </dl>
    </Card>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return <><dt>{label}</dt><dd>{children}</dd></>;
}
