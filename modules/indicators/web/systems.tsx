import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Dropdown, Empty } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { DataTable } from '#web/kit/data-table.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { systemStates } from '../messages.ts';
import { BeginDialog } from './begin-dialog.tsx';
import { client, useSystems } from './client.ts';
import { messages } from './messages.ts';

/** Every version of every system; the way to the first. */
export function SystemsPage() {
  const t = useTexts(messages);
  const text = useText();
  const navigate = useNavigate();
  const systems = useSystems();
  const mayAdd = useActing()?.role === 'party_officer';
  const add = useAct({
    act: async (preset: 'modernisation' | 'quality' | 'compulsory-balance') => { const { id } = await answer(client.systems.$post({ json: { preset } })); await navigate({ to: '/workspace/indicators/systems/$id', params: { id } }); },
    changes: [['indicators']],
  });
  const [beginning, setBeginning] = useState(false);
  const button = mayAdd ? (
    <Dropdown trigger={['click']} menu={{ items: [...(['modernisation', 'quality', 'compulsory-balance'] as const).map((key) => ({ key, label: t(key), onClick: () => add.run(key) })), { key: 'own', label: t('own'), onClick: () => setBeginning(true) }] }}>
      <Button type="primary" loading={add.running}>{t('fromPreset')}</Button>
    </Dropdown>
  ) : undefined;
  return (
    <Page title={t('title')} extra={<><Link to="/indices">{t('indices')}</Link>{button}</>} loading={systems.isPending} error={systems.error} onRetry={() => void systems.refetch()}>
      <DataTable
        label={t('systems')} rows={systems.data?.items ?? []} rowKey={({ id }) => id} empty={<Empty description={t('noSystems')}>{button}</Empty>}
        columns={[
          { key: 'title', title: t('name'), render: ({ id, title }) => <Link to="/workspace/indicators/systems/$id" params={{ id }}>{title}</Link> },
          { key: 'number', title: t('number'), render: ({ number }) => t('nth', { number }) },
          { key: 'state', title: t('state'), render: ({ state }) => <Mark tone={state === 'in_force' ? 'good' : state === 'proposed' ? 'active' : 'neutral'}>{text(systemStates[state])}</Mark> },
          { key: 'party', title: t('drawnUpBy'), render: ({ party }) => <PartyTag party={party} /> },
        ]}
      />
      {beginning ? <BeginDialog systems={systems.data?.items ?? []} onClose={() => setBeginning(false)} /> : null}
    </Page>
  );
}
