import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { presets, rubricStates, type PresetName } from '../messages.ts';
import { changes, rubrics, useRubrics } from './client.ts';
import { messages } from './messages.ts';
import { RubricTable } from './rubric-table.tsx';

const tones = { draft: 'neutral', put: 'active', in_force: 'good', superseded: 'neutral', withdrawn: 'bad' } as const;

/** By what each kind of review is scored, and the versions that there were. */
export function RubricsPage() {
  const t = useTexts(messages);
  const text = useText();
  const navigate = useNavigate();
  const officer = useActing()?.role === 'party_officer';
  const list = useRubrics();
  const draft = useAct({ act: async (preset: PresetName) => { const { id } = await answer(rubrics.rubrics.$post({ json: { preset } })); void navigate({ to: '/workspace/reviews/rubrics/$id', params: { id } }); }, changes, done: false });
  return (
    <Page title={t('rubrics')} subtitle={t('rubricsLead')} back={{ to: '/workspace/reviews', label: t('reviews') }} loading={list.isPending} error={list.error} onRetry={() => void list.refetch()}>
      {(list.data?.items ?? []).map(({ preset, shared, title, number, versions }) => (
        <Card key={preset} title={text(presets[preset].label)} extra={<span className="row">{shared ? <Mark tone="active">{t('shared')}</Mark> : null}{officer ? <Button size="small" loading={draft.running} onClick={() => draft.run(preset)}>{t('nextVersion')}</Button> : null}</span>}>
          <p>{t('inForce')}：{title}（{number === 0 ? t('rubricOwn') : t('rubricVersion', { n: number })}）</p>
          {number === 0 ? <details><summary>{t('rubric')}</summary><RubricTable rubric={{ ...presets[preset].rubric, criteria: presets[preset].rubric.criteria }} /></details> : null}
          {versions.length === 0 ? null : (
            <ul className="row-list" aria-label={t('versions')}>
              {versions.map(({ id, number: n, state, party }) => <li key={id} className="row"><Link to="/workspace/reviews/rubrics/$id" params={{ id }}>{t('rubricVersion', { n })}</Link><Mark tone={tones[state]}>{text(rubricStates[state])}</Mark><PartyTag party={party} /></li>)}
            </ul>
          )}
        </Card>
      ))}
    </Page>
  );
}
