import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, DatePicker, Empty, Form, Input, Radio } from 'antd';
import type { Dayjs } from 'dayjs';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { InstitutionSelect } from '#web/kit/institution-select.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { conflictKinds, memberStates, type ConflictKind } from '../messages.ts';
import { membersClient } from './client.ts';
import { OwnDuties } from './duties.tsx';
import { messages } from './messages.ts';

const changes = [['pools']] as const;
const loadMine = () => answer(membersClient.mine.$get());
type Mine = Awaited<ReturnType<typeof loadMine>>;

/** What a person has in the pools: where they are in, what they declare, when they are away. */
export function MinePage() {
  const t = useTexts(messages);
  const text = useText();
  const mine = useQuery({ queryKey: ['pools', 'mine'], queryFn: loadMine });
  return (
    <Page title={t('mine')} loading={mine.isPending} error={mine.error} onRetry={() => void mine.refetch()}>
      {mine.data === undefined ? null : (
        <>
          <Card title={t('pools')}>
            {mine.data.members.length === 0 ? <Empty description={t('mineNone')} image={Empty.PRESENTED_IMAGE_SIMPLE} /> : null}
            <ul className="row-list">{mine.data.members.map(({ id, poolName, state }) => <li key={id}><Link to="/workspace/pools/members/$id" params={{ id }}>{poolName}</Link> <Mark tone={state === 'admitted' ? 'good' : 'neutral'}>{text(memberStates[state as keyof typeof memberStates] ?? memberStates.nominated)}</Mark></li>)}</ul>
          </Card>
          <OwnDuties duties={mine.data.duties} />
          <Conflicts conflicts={mine.data.conflicts} />
          <Away away={mine.data.away} />
        </>
      )}
    </Page>
  );
}

type NewConflict = { kind: ConflictKind; institutionId?: string | null; name?: string; about: string };

function Conflicts({ conflicts }: { conflicts: Mine['conflicts'] }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [form] = Form.useForm<NewConflict>();
  const kind = Form.useWatch('kind', form) ?? 'institution';
  const add = useAct({
    act: ({ kind: of, institutionId = null, name = '', about }: NewConflict) => answer(membersClient.conflicts.$post({ json: of === 'institution' ? { kind: of, institutionId: institutionId ?? '', about } : of === 'kinship' ? { kind: of, name, institutionId, about } : { kind: of, name, about } })),
    changes, onDone: () => form.resetFields(),
  });
  const remove = useAct({ act: (id: string) => answer(membersClient.conflicts[':id'].withdraw.$post({ param: { id } })), changes });
  const needed = [{ required: true, whitespace: true, message: w('needed') }];
  return (
    <Card title={t('conflicts')}>
      <p className="soft">{t('conflictsNote')}</p>
      <ul className="row-list">{conflicts.map(({ id, kind: of, name, institutionName, about }) => <li key={id} className="row"><span className="grow">{text(conflictKinds[of])} · {[name, institutionName].filter((part) => part !== null).join(' · ')} <span className="soft">{about}</span></span><Button size="small" onClick={() => remove.run(id)}>{t('remove')}</Button></li>)}</ul>
      <Form form={form} layout="vertical" onFinish={add.run} initialValues={{ kind: 'institution' }} style={{ maxWidth: 560 }}>
        <Form.Item name="kind" label={t('conflictWith')}><Radio.Group options={(Object.keys(conflictKinds) as ConflictKind[]).map((value) => ({ value, label: text(conflictKinds[value]) }))} /></Form.Item>
        {kind === 'institution' ? null : <Form.Item name="name" label={t(kind === 'project' ? 'conflictProject' : 'conflictName')} rules={needed}><Input maxLength={100} /></Form.Item>}
        {kind === 'institution' ? <Form.Item name="institutionId" label={t('institution')} rules={[{ required: true, message: w('needed') }]}><InstitutionSelect label={t('institution')} /></Form.Item> : null}
        {kind === 'kinship' ? <Form.Item name="institutionId" label={t('kinInstitution') + w('optional')}><InstitutionSelect label={t('kinInstitution')} /></Form.Item> : null}
        <Form.Item name="about" label={t('about')} rules={needed}><Input maxLength={200} /></Form.Item>
        <Button htmlType="submit" loading={add.running}>{t('addConflict')}</Button>
      </Form>
    </Card>
  );
}

function Away({ away }: { away: Mine['away'] }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [language] = useLanguage();
  const [form] = Form.useForm<{ days: [Dayjs, Dayjs] }>();
  const add = useAct({ act: ({ days: [from, to] }: { days: [Dayjs, Dayjs] }) => answer(membersClient.away.$post({ json: { from: from.format('YYYY-MM-DD'), to: to.format('YYYY-MM-DD') } })), changes, onDone: () => form.resetFields() });
  const remove = useAct({ act: (id: string) => answer(membersClient.away[':id'].remove.$post({ param: { id } })), changes });
  return (
    <Card title={t('away')}>
      <ul className="row-list">{away.map(({ id, from, to }) => <li key={id} className="row"><span className="grow">{showDate(from, language)} – {showDate(to, language)}</span><Button size="small" onClick={() => remove.run(id)}>{t('remove')}</Button></li>)}</ul>
      <Form form={form} layout="vertical" onFinish={add.run}>
        <Form.Item name="days" label={t('away')} rules={[{ required: true, message: w('needed') }]}><DatePicker.RangePicker /></Form.Item>
        <Button htmlType="submit" loading={add.running}>{t('addAway')}</Button>
      </Form>
    </Card>
  );
}
