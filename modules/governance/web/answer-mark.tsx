import { Mark } from '#web/kit/mark.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { answerNames, proposalStates, type RoundState } from '../messages.ts';
import type { ShownAnswer } from './client.ts';
import { messages } from './messages.ts';

const tones = { agree: 'good', reserve: 'warn', object: 'bad', abstain: 'neutral' } as const;
const stateTones = { open: 'active', lapsed: 'warn', agreed: 'good', refused: 'bad', superseded: 'neutral', withdrawn: 'neutral' } as const;

/** What a party said, in a word, with who said it and what goes on record; or that it said nothing yet. */
export function AnswerMark({ answer, whole = false }: { answer: ShownAnswer | undefined; whole?: boolean }) {
  const t = useTexts(messages);
  const text = useText();
  if (answer === undefined) return <span className="soft">{t('silent')}</span>;
  return (
    <div className="said">
      <Mark tone={tones[answer.answer]}>{text(answerNames[answer.answer])}</Mark>
      {answer.text === null ? null : <p className={whole ? '' : 'clamp'} title={whole ? undefined : answer.text}>{answer.text}</p>}
      <div className="soft">{whole ? t('saidBy', { name: answer.name }) : answer.name}{whole ? <> · <span className="nowrap">{showInstant(answer.answeredAt)}</span></> : null}</div>
    </div>
  );
}

export function StateMark({ state }: { state: RoundState }) {
  const text = useText();
  return <Mark tone={stateTones[state]}>{text(proposalStates[state])}</Mark>;
}
