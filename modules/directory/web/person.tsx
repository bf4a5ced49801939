import { Link, useParams } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { Card } from '#web/kit/card.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { messages as fields } from '../messages.ts';
import { Affiliations } from './affiliations.tsx';
import { usePerson, type PersonShown } from './client.ts';
import { Learning } from './learning.tsx';
import { Looks } from './looks.tsx';
import { messages } from './messages.ts';
import { ChangePersonDialog } from './person-dialog.tsx';
import { PersonalData } from './personal-data.tsx';
import type { PersonCard } from './routes.tsx';

/** A person: what is known of them, where they were and are, their personal data behind a stated purpose, and who looked at it. */
export function PersonPage({ cards }: { cards: readonly PersonCard[] }) {
  const { id } = useParams({ strict: false }) as { id: string };
  const f = useTexts(fields);
  const t = useTexts(messages);
  const person = usePerson(id);
  const data = person.data;
  return (
    <Page
      title={data?.name ?? f('people')} back={{ to: '/workspace/directory/people', label: f('people') }} loading={person.isPending} error={person.error} onRetry={() => void person.refetch()}
      subtitle={data === undefined ? undefined : [data.institutionName, data.position].filter((part) => part !== null).join(' · ')}
    >
      {data === undefined ? null : (
        <>
          {data.mergedInto === null ? null : <Alert type="info" showIcon style={{ marginBottom: 16 }} title={t('mergedInto')} action={<Link to="/workspace/directory/people/$id" params={{ id: data.mergedInto }}>{t('openMerged')}</Link>} />}
          <div className="columns">
            <div>
              <About person={data} />
              <Affiliations person={data} />
              <Learning personId={data.id} />
              {cards.map((Part, i) => <Part key={i} personId={data.id} />)}
            </div>
            <div>
              <PersonalData key={data.id} person={data} />
              <Looks personId={data.id} />
            </div>
          </div>
        </>
      )}
    </Page>
  );
}

function About({ person }: { person: PersonShown }) {
  const t = useTexts(messages);
  const f = useTexts(fields);
  const w = useTexts(words);
  const [changing, setChanging] = useState(false);
  const { party, divisionName, institutionName, position, title, field } = person;
  const may = person.mayKeep && person.mergedInto === null;
  return (
    <Card title={t('facts')} extra={may ? <Button size="small" onClick={() => setChanging(true)}>{w('edit')}</Button> : undefined}>
      <dl className="definition">
        <dt>{f('institution')}</dt><dd>{institutionName ?? t('nowhere')}</dd>
        <dt>{f('position')}</dt><dd>{position ?? t('nowhere')}</dd>
        <dt>{f('title')}</dt><dd>{title ?? t('nowhere')}</dd>
        <dt>{f('field')}</dt><dd>{field ?? t('nowhere')}</dd>
        <dt>{f('division')}</dt><dd><span className="row">{party === null ? null : <PartyTag party={party} />}{divisionName ?? ''}</span></dd>
      </dl>
      {changing ? <ChangePersonDialog person={person} onClose={() => setChanging(false)} /> : null}
    </Card>
  );
}
