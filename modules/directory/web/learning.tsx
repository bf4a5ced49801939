import { Link } from '@tanstack/react-router';
import { Empty, Skeleton } from 'antd';
import { wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { showDate } from '#web/kit/dates.ts';
import { ExportButton } from '#web/kit/export-button.tsx';
import { Page } from '#web/kit/page.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { learningKinds, messages as fields } from '../messages.ts';
import { useLearning } from './client.ts';
import { messages } from './messages.ts';

type Learnt = NonNullable<ReturnType<typeof useLearning>['data']>[number];

/** What a person's home recognised, on their page; nothing where there is none, or none to see. */
export function Learning({ personId }: { personId: string }) {
  const f = useTexts(fields);
  const { data } = useLearning(personId);
  if (data === undefined || data.length === 0) return null;
  return <Card title={f('learning')} extra={<ExportButton size="small" address={`/api/directory/people/${personId}/learning/export`} />}><Lines rows={data} /></Card>;
}

/** One's own record. */
export function OwnRecordPage() {
  const t = useTexts(messages);
  const f = useTexts(fields);
  const found = useLearning(undefined);
  const { data } = found;
  return (
    <Page title={t('record')} subtitle={t('recordAbout')} extra={data === undefined || data.length === 0 ? undefined : <ExportButton address="/api/directory/learning/export" />}>
      <Card title={f('learning')}>
        {found.isError ? <p role="alert">{wordsFor(found.error)}</p> : data === undefined ? <Skeleton active /> : data.length === 0 ? <Empty description={t('noLearning')} /> : <Lines rows={data} />}
      </Card>
    </Page>
  );
}

function Lines({ rows }: { rows: readonly Learnt[] }) {
  const t = useTexts(messages);
  const f = useTexts(fields);
  const text = useText();
  const [language] = useLanguage();
  const sum = (of: (row: Learnt) => number) => Math.round(rows.reduce((total, row) => total + of(row), 0) * 10) / 10;
  return (
    <>
      <DataTable
        label={f('learning')} rows={rows} rowKey={({ id }) => id}
        columns={[
          { key: 'title', title: f('learningTitle'), render: ({ title, hostTitle, kind }) => <span>{title}<span className="soft" style={{ display: 'block' }}>{text(learningKinds[kind])}{hostTitle === null || hostTitle === '' || hostTitle === title ? '' : ` · ${hostTitle}`}</span></span> },
          { key: 'where', title: f('host'), render: ({ hostName, from, to }) => <span>{hostName}<span className="soft" style={{ display: 'block' }}>{t('learntAt', { from: showDate(from, language), to: showDate(to, language) })}</span></span> },
          { key: 'hours', title: f('hours'), align: 'right', render: ({ hours }) => hours },
          { key: 'credits', title: f('credits'), align: 'right', render: ({ credits }) => (credits === 0 ? '—' : credits) },
          { key: 'grade', title: f('grade'), render: ({ grade, scale, homeGrade, homeScale }) => <Grade grade={grade} scale={scale} homeGrade={homeGrade} homeScale={homeScale} /> },
          { key: 'source', title: f('certificate'), render: ({ sourceLink, certificate, recognisedOn, recognisedBy, institutionName }) => <span><Link to={sourceLink}>{certificate}</Link><span className="soft" style={{ display: 'block' }}>{showDate(recognisedOn, language)} {recognisedBy === null ? t('byNobody', { name: institutionName }) : t('by', { name: institutionName, by: recognisedBy })}</span></span> },
        ]}
      />
      <p className="soft" style={{ marginBottom: 0 }}>{t('sums', { hours: sum(({ hours }) => hours), credits: sum(({ credits }) => credits) })}</p>
    </>
  );
}

function Grade({ grade, scale, homeGrade, homeScale }: Pick<Learnt, 'grade' | 'scale' | 'homeGrade' | 'homeScale'>) {
  const of = (value: string, by: string | null) => (by === null ? value : `${value}（${by}）`);
  if (grade === null || grade === '') return '—';
  return homeGrade === null ? of(grade, scale) : <span>{of(homeGrade, homeScale)}<span className="soft" style={{ display: 'block' }}>{of(grade, scale)}</span></span>;
}
