import { App } from 'antd';
import { partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { ReasonButton } from '#web/kit/reason-button.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { drawsClient, type Draw } from './client.ts';
import { messages } from './messages.ts';

const changes = [['pools'], ['inbox']] as const;

/** Says what ties somebody of another party to what is reviewed. */
export function ObjectButton({ draw, place }: { draw: Draw; place: number }) {
  const t = useTexts(messages);
  const { message } = App.useApp();
  const { run } = useAct({
    act: async (reason: string) => { const { left } = await answer(drawsClient.draws[':id'].objections.$post({ param: { id: draw.id }, json: { place, reason } })); void message.success(t(left ? 'objectionLeft' : 'objectionPut')); },
    changes, done: false,
  });
  return <ReasonButton label={t('object')} question={t('objectWhy')} onGive={run} />;
}

/** What was said against people on the panel; their own party answers here. */
export function Objections({ draw, party }: { draw: Draw; party: string | undefined }) {
  const t = useTexts(messages);
  const text = useText();
  const { run } = useAct({ act: (json: { objectionId: string; answer: 'upheld' | 'rejected'; reason: string }) => answer(drawsClient.draws[':id'].objections.answer.$post({ param: { id: draw.id }, json })), changes });
  if (draw.objections.length === 0) return null;
  return (
    <>
      <h3>{t('objections')}</h3>
      <ul className="row-list" aria-label={t('objections')}>
        {draw.objections.map(({ id, label, party: by, reason, memberParty, answer: given, answerReason }) => (
          <li key={id} className="row">
            <span className="grow">{t('objectionOf', { party: text(partyNames[by]), person: label, reason })}{given === null ? null : <div className="soft">{t(given)}：{answerReason}</div>}</span>
            {given !== null ? null : memberParty === party ? <>{(['upheld', 'rejected'] as const).map((verdict) => <ReasonButton key={verdict} label={t(verdict)} question={t('answerWhy')} onGive={(why) => run({ objectionId: id, answer: verdict, reason: why })} />)}</> : <span className="soft">{t('objectionWaits', { party: text(partyNames[memberParty]) })}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}
