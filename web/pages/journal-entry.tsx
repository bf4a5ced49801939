import { Link, useParams } from '@tanstack/react-router';
import { roles } from '#kernel/actor/roles.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { Page } from '#web/kit/page.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { Who } from './journal.tsx';
import { useEntry, useJournalState, type Entry } from './journal-client.ts';
import { messages } from './journal-messages.ts';
import { ProofCard } from './journal-proof.tsx';
import { KeyWarning } from './journal-state.tsx';
import { actName, recordName } from './journal-words.ts';

/** One entry: what it says, and the proof that it stands in the journal unaltered, checked here. */
export function JournalEntryPage() {
  const t = useTexts(messages);
  const { id } = useParams({ strict: false }) as { id: string };
  const entry = useEntry(id);
  const state = useJournalState();
  const { data } = entry;
  return (
    <Page title={t('entry', { id })} back={{ to: '/workspace/journal', label: t('title') }} loading={entry.isPending} error={entry.error} onRetry={() => void entry.refetch()}>
      {data === undefined ? null : (
        <>
          {state.data === undefined ? null : <KeyWarning state={state.data} />}
          <div className="columns">
            <ContentCard entry={data} />
            <ProofCard entry={data} state={state.data} />
          </div>
        </>
      )}
    </Page>
  );
}

function ContentCard({ entry }: { entry: Entry }) {
  const t = useTexts(messages);
  const text = useText();
  const { act, subjectType, subjectId, subjectTitle, at, role, reason, changes, leaf } = entry;
  return (
    <Card title={t('content')} extra={<Link to="/workspace/journal" search={{ subjectType, subjectId }}>{t('ofSubject')}</Link>}>
      <dl className="definition">
        <dt>{t('act')}</dt><dd>{text(actName(act))}</dd>
        <dt>{t('subject')}</dt><dd><span>{text(recordName(subjectType))}{subjectTitle === null ? '' : ` · ${subjectTitle}`}</span><code className="soft journal-hash">{subjectId}</code></dd>
        <dt>{t('who')}</dt><dd><Who {...entry} /></dd>
        {role === null || !Object.hasOwn(roles, role) ? null : <><dt>{t('role')}</dt><dd>{text(roles[role as keyof typeof roles].label)}</dd></>}
        <dt>{t('at')}</dt><dd>{showInstant(at)}</dd>
        {reason === null ? null : <><dt>{t('reason')}</dt><dd>{reason}</dd></>}
        <dt>{t('changes')}</dt><dd><pre className="journal-note">{JSON.stringify(changes, null, 2)}</pre></dd>
      </dl>
      <details className="journal-leaf"><summary>{t('leafText')}</summary><pre className="journal-note">{leaf}</pre></details>
    </Card>
  );
}
