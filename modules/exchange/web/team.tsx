import { Button, Input, Select } from 'antd';
import { Card } from '#web/kit/card.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { applicationStates } from '../messages.ts';
import type { Own, Scheme } from './client.ts';
import { messages } from './limits-messages.ts';

/** Letters and digits that nobody confuses when they read a code out. */
const signs = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const newCode = () => Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => signs[byte % signs.length] ?? 'A').join('');

export type Extras = { readonly category: string | null; readonly team: string | null };

/** A code as far as it may be saved: none, or a whole one. */
export const wholeCode = (team: string | null): string | null => (team !== null && /^[A-HJ-NP-Z2-9]{6}$/.test(team) ? team : null);

/** What a scheme with categories or teams asks beside the wishes. */
export function ExtraFields({ scheme, teammates, value, onChange }: { scheme: Scheme; teammates: NonNullable<Own['application']>['teammates']; value: Extras; onChange: (value: Extras) => void }) {
  const t = useTexts(messages);
  const text = useText();
  const { by, quotas, teams } = scheme.limits;
  const { category, team } = value;
  return (
    <>
      {by === 'category' ? (
        <Card title={t('yourCategory')}><Select aria-label={t('yourCategory')} style={{ width: '100%' }} value={category} placeholder={t('yourCategory')} options={quotas.map((quota) => ({ value: quota.category, label: quota.category }))} onChange={(next: string) => onChange({ category: next, team })} /></Card>
      ) : null}
      {teams ? (
        <Card title={t('team')}>
          <p className="soft">{t('teamHint')}</p>
          <div className="row">
            <Input aria-label={t('teamCode')} placeholder={t('teamCode')} style={{ width: 140 }} maxLength={6} value={team ?? ''} status={team !== null && wholeCode(team) === null ? 'error' : ''} onChange={({ target }) => onChange({ category, team: target.value === '' ? null : target.value.toUpperCase() })} />
            {team === null ? <Button onClick={() => onChange({ category, team: newCode() })}>{t('makeCode')}</Button> : <Button type="link" onClick={() => onChange({ category, team: null })}>{t('leaveTeam')}</Button>}
          </div>
          {team === null ? null : wholeCode(team) === null ? <p role="alert">{t('teamWrong')}</p> : teammates.length === 0 ? <p className="soft">{t('teamAlone')}</p> : (
            <ul style={{ margin: '8px 0 0', paddingInlineStart: '1.4em' }}>{teammates.map(({ personName, wishes, state }) => <li key={personName}>{t('teammate', { name: personName, wishes, state: text(applicationStates[state as keyof typeof applicationStates]) })}</li>)}</ul>
          )}
        </Card>
      ) : null}
    </>
  );
}
