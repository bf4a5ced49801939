import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Modal, Progress, Select } from 'antd';
import { useState } from 'react';
import { mechanisms, partyCodes, partyNames, type Mechanism, type PartyCode } from '#kernel/domain.ts';
import { answer } from '#web/kit/api.ts';
import { useProblem } from '#web/kit/problem.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { planClient, type Item } from './client.ts';
import { messages } from './messages.ts';

type Chosen = { lead?: PartyCode; partners?: PartyCode[]; mechanisms?: Mechanism[] };

/** Assigns several initiatives in one go; what is left empty stays as it is. Can be undone at once. */
export function AssignDialog({ items, onClose }: { items: readonly Item[]; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const tell = useProblem();
  const queries = useQueryClient();
  const { notification } = App.useApp();
  const [done, setDone] = useState<number>();
  const parties = partyCodes.map((value) => ({ value, label: text(partyNames[value]) }));

  const assignAll = async (assignments: readonly Assignment[]): Promise<boolean> => {
    setDone(0);
    try {
      for (const [i, { id, ...json }] of assignments.entries()) {
        // oxlint-disable-next-line no-await-in-loop -- one after another, so that the progress is true and a refusal stops the rest
        await answer(planClient.initiatives[':id'].assignment.$put({ param: { id }, json }));
        setDone(i + 1);
      }
      return true;
    } catch (error) {
      tell(error);
      return false;
    } finally {
      setDone(undefined);
      await queries.invalidateQueries({ queryKey: ['plan'] });
    }
  };
  const finish = async (chosen: Chosen) => {
    const before = items.map((item) => assignmentOf(item, {}, item.version + 1));
    if (!(await assignAll(items.map((item) => assignmentOf(item, chosen, item.version))))) return;
    onClose();
    notification.success({
      title: t('assigned'), key: 'assigned', duration: 10,
      actions: <Button size="small" onClick={() => { notification.destroy('assigned'); void assignAll(before); }}>{t('undo')}</Button>,
    });
  };
  const [form] = Form.useForm<Chosen>();
  const [only] = items;
  const initial: Chosen = items.length === 1 && only !== undefined ? { ...(only.lead === null ? {} : { lead: only.lead }), partners: [...only.partners], mechanisms: only.mechanisms as Mechanism[] } : {};
  return (
    <Modal open title={t('assignSelected', { count: items.length })} okText={w('save')} cancelText={w('cancel')} okButtonProps={{ loading: done !== undefined }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={initial} onFinish={(chosen) => void finish(chosen)}>
        <Form.Item name="lead" label={t('lead')}><Select options={parties} placeholder={t('keep')} allowClear /></Form.Item>
        <Form.Item name="partners" label={t('partners')}><Select mode="multiple" options={parties} placeholder={t('keep')} allowClear /></Form.Item>
        <Form.Item name="mechanisms" label={t('mechanisms')}><Select mode="multiple" optionFilterProp="label" placeholder={t('keep')} allowClear options={(Object.keys(mechanisms) as Mechanism[]).map((value) => ({ value, label: text(mechanisms[value]) }))} /></Form.Item>
      </Form>
      {done === undefined ? null : <><Progress percent={Math.round((100 * done) / items.length)} /><span aria-live="polite">{t('assigning', { done, total: items.length })}</span></>}
    </Modal>
  );
}

type Assignment = { id: string; version: number; lead: PartyCode | null; leadInstitutionId: string | null; partners: { party: PartyCode; institutionId: string | null }[]; mechanisms: Mechanism[] };

/** An item's assignment with what was chosen in place of what it has; the institutions of parties that stay, stay. */
function assignmentOf(item: Item, chosen: Chosen, version: number): Assignment {
  const lead = chosen.lead ?? item.lead;
  const partners = (chosen.partners ?? item.partners).filter((party) => party !== lead);
  const institutions = item.partnerInstitutions.filter(({ party }) => party === lead || partners.includes(party));
  return {
    id: item.id, version, lead, leadInstitutionId: lead === item.lead ? item.leadInstitutionId : null,
    partners: [...institutions, ...partners.filter((party) => !institutions.some((named) => named.party === party)).map((party) => ({ party, institutionId: null }))],
    mechanisms: chosen.mechanisms ?? (item.mechanisms as Mechanism[]),
  };
}
