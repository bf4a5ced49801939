import { FileUpload } from '#web/kit/file-upload.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import type { Own, Scheme } from './client.ts';
import { messages } from './messages.ts';

type Papers = NonNullable<Own['application']>['papers'];

/** What the programme asks for, each paper with its own files, and whatever else somebody wants to add. */
export function Papers({ scheme, applicationId, papers, readOnly = false }: { scheme: Scheme; applicationId: string; papers: Papers; readOnly?: boolean }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const labelOf = (key: string) => text(scheme.words.papers.find((paper) => paper.key === key)?.label ?? { zh: key, en: key });
  return (
    <>
      {papers.map(({ id, key, required }) => (
        <section key={id} aria-label={labelOf(key)} style={{ marginBottom: 14 }}>
          <div><strong>{labelOf(key)}</strong>{readOnly ? null : <span className="soft">{required ? ` · ${t('paperRequired')}` : w('optional')}</span>}</div>
          <FileUpload readOnly={readOnly} subject={{ type: 'exchange.paper', id }} {...(readOnly ? {} : { prompt: t('paperPrompt', { paper: labelOf(key) }) })} />
        </section>
      ))}
      <section aria-label={t('otherPapers')}>
        {papers.length === 0 ? null : <div><strong>{t('otherPapers')}</strong>{readOnly ? null : <span className="soft">{w('optional')}</span>}</div>}
        <FileUpload readOnly={readOnly} subject={{ type: 'exchange.application', id: applicationId }} {...(readOnly ? {} : { prompt: t('paperPrompt', { paper: t(papers.length === 0 ? 'papers' : 'otherPapers') }) })} />
      </section>
    </>
  );
}
