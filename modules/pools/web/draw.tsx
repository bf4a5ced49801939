import { useParams } from '@tanstack/react-router';
import { Alert, Descriptions, Spin } from 'antd';
import { partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { useLive } from '#web/kit/live.ts';
import { Page } from '#web/kit/page.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { drawStates } from '../messages.ts';
import { drawsClient, useDraw, type Draw } from './client.ts';
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
  const steps = ['solving', 'committing', 'revealing', 'drawn'] as const;
  const shown = (steps as readonly string[]).includes(draw.state) ? steps : [draw.state];
  return (
    <Page title={draw.title} subtitle={`${draw.pool.name} · ${draw.request.purpose}`} back={{ to: '/workspace/draws', label: t('draws') }}>
      <LifecycleBar
        onMove={withdraw.runAsync}
        lifecycle={{
          states: Object.fromEntries(shown.map((state) => [state, { label: drawStates[state], tone: 'neutral' }])), state: draw.state, version: draw.version,
          transitions: draw.may.withdraw ? [{ name: 'withdraw', label: messages.withdrawDraw, reason: 'required', danger: true, fields: [] }] : [],
        }}
      />
      {draw.state === 'solving' ? <p aria-live="polite"><Spin size="small" /> {t('computing')}</p> : null}
      {draw.problem === null ? null : <Alert type="warning" showIcon title={t('impossible')} description={<pre className="draw-words">{text(draw.problem)}</pre>} style={{ margin: '16px 0' }} />}
      {draw.state === 'drawn' ? <DrawResult draw={draw} /> : null}
      {draw.rounds.length > 0 ? <DrawRounds draw={draw} /> : null}
      <Request draw={draw} />
    </Page>
  );
}

function Request({ draw: { request, party, digest, people, panels, chances, journalEntry } }: { draw: Draw }) {
  const t = useTexts(messages);
  const text = useText();
  const percent = (share: number) => (share * 100).toFixed(2);
  const facts = chances === null ? undefined : request.mode === 'uniform' ? t('uniformFacts', { people, min: percent(chances.min) }) : t('frozenFacts', { people, panels, min: percent(chances.min), max: percent(chances.max) });
  const named = ({ category, value }: { category: string; value: string }) => (category === 'party' && value in partyNames ? text(partyNames[value as keyof typeof partyNames]) : value);
  return (
    <Card title={digest === null ? t('newDraw') : t('frozen')}>
      <Descriptions column={1} size="small" items={[
        ...(facts === undefined ? [] : [{ key: 'facts', label: t('frozen'), children: facts }]),
        { key: 'seats', label: t('seats'), children: `${request.seats}（${t('reserves')} ${request.reserves}）` },
        { key: 'mode', label: t('mode'), children: request.mode === 'uniform' ? t('uniform') : t('leximin') },
        ...(request.bounds.length === 0 ? [] : [{ key: 'bounds', label: t('bounds'), children: <ul className="row-list">{request.bounds.map((bound) => <li key={`${bound.category} ${bound.value}`} style={{ padding: '2px 0', border: 0 }}>{named(bound)}：{t('atLeast')} {bound.min}，{t('atMost')} {bound.max}</li>)}</ul> }]),
        { key: 'party', label: t('askedBy'), children: text(partyNames[party]) },
        ...(digest === null ? [] : [{ key: 'digest', label: t('digest'), children: <span><code className="draw-digest">{digest}</code> {journalEntry === null ? null : <span className="soft">{t('journal', { entry: journalEntry })}</span>}</span> }]),
      ]} />
    </Card>
  );
}
