import { showDate } from '#web/kit/dates.ts';
import { DataTable } from '#web/kit/data-table.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import type { AgreementVersion, Stay } from './client.ts';
import { messages } from './stay-messages.ts';

/** What a version says, part by part. */
export function Terms({ stay, version }: { stay: Stay; version: AgreementVersion }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const { texts, courses, scale } = version.content;
  return (
    <dl className="definition" style={{ gridTemplateColumns: 'minmax(0, 1fr)', marginTop: 12 }}>
      <div><dt>{t('days')}</dt><dd>{showDate(version.from, language)} – {showDate(version.to, language)}</dd></div>
      {stay.words.agreement.map(({ key, label, kind }) => (
        <div key={key}>
          <dt>{text(label)}</dt>
          <dd style={{ whiteSpace: 'pre-wrap' }}>
            {kind === 'courses' ? <Courses courses={courses} /> : kind === 'scale' ? (scale === null ? null : `${scale.host} → ${scale.home}：${scale.lines.map(({ atLeast, grade }) => `≥ ${atLeast} ${grade}`).join(language === 'zh' ? '，' : ', ')}`) : texts[key] ?? <span className="soft">—</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Courses({ courses }: { courses: AgreementVersion['content']['courses'] }) {
  const t = useTexts(messages);
  return (
    <DataTable
      label={t('courses')} rows={courses} rowKey={({ homeCourse, hostCourse }) => `${homeCourse} ${hostCourse}`}
      columns={[
        { key: 'host', title: t('hostCourse'), render: ({ hostCourse }) => hostCourse },
        { key: 'hours', title: t('hours'), align: 'right', render: ({ hours }) => hours },
        { key: 'hostCredits', title: t('hostCredits'), align: 'right', render: ({ hostCredits }) => hostCredits },
        { key: 'home', title: t('homeCourse'), render: ({ homeCourse }) => homeCourse },
        { key: 'homeCredits', title: t('homeCredits'), align: 'right', render: ({ homeCredits }) => homeCredits },
      ]}
    />
  );
}

/** What a version changes, before and after. */
export function Changes({ changes, label }: { changes: AgreementVersion['changes']; label?: string }) {
  const t = useTexts(messages);
  const text = useText();
  return (
    <section aria-label={label ?? t('changedParts')} className="changed-parts">
      <strong>{label ?? t('changedParts')}</strong>
      <dl className="definition" style={{ gridTemplateColumns: 'minmax(0, 1fr)', margin: '6px 0 0' }}>
        {changes.map(({ part, before, after }) => <div key={part.zh}><dt>{text(part)}</dt><dd style={{ whiteSpace: 'pre-wrap' }}><del className="soft">{before === '' ? '—' : before}</del> → <ins>{after === '' ? '—' : after}</ins></dd></div>)}
      </dl>
    </section>
  );
}
