import { Button, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { InstitutionSelect } from '#web/kit/institution-select.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { client } from './client.ts';
import { messages } from './messages.ts';

type Kind = 'merged' | 'split';
type Values = { kind: Kind; since: string; one: string; several: (string | null | undefined)[] };

/** Says which school came out of which: several became one, or one several. */
export function SuccessionButton({ period }: { period: string }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const party = useActing()?.party;
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch('kind', form) ?? 'merged';
  const save = useAct({
    act: ({ kind: own, since, one, several }: Values) => {
      const many = several.filter((id): id is string => typeof id === 'string');
      return answer(client.successions.$post({ json: { kind: own, since, predecessors: own === 'merged' ? many : [one], successors: own === 'merged' ? [one] : many } }));
    },
    changes: [['indicators']], onDone: () => setOpen(false),
  });
  const [manyLabel, oneLabel] = kind === 'merged' ? [t('predecessors'), t('successors')] : [t('successors'), t('predecessors')];
  const narrow = party === undefined ? {} : { party };
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>{t('succession')}</Button>
      {open ? (
        <Modal open title={t('succession')} onCancel={() => setOpen(false)} onOk={() => form.submit()} okText={w('save')} cancelText={w('cancel')} confirmLoading={save.running}>
          <Form form={form} layout="vertical" onFinish={(values) => save.run(values)} initialValues={{ kind: 'merged', since: period, several: [undefined, undefined] }}>
            <Form.Item name="kind"><Radio.Group options={[{ value: 'merged', label: t('mergedKind') }, { value: 'split', label: t('splitKind') }]} /></Form.Item>
            <Form.List name="several">
              {(fields, { add }) => (
                <>
                  {fields.map(({ key, name }) => <Form.Item key={key} name={name} label={`${manyLabel} ${name + 1}`} rules={[{ required: name < 2, message: w('needed') }]}><InstitutionSelect label={`${manyLabel} ${name + 1}`} {...narrow} /></Form.Item>)}
                  <Button type="link" size="small" onClick={() => add()}>{t('anotherSchool')}</Button>
                </>
              )}
            </Form.List>
            <Form.Item name="one" label={oneLabel} rules={[{ required: true, message: w('needed') }]}><InstitutionSelect label={oneLabel} {...narrow} /></Form.Item>
            <Form.Item name="since" label={t('since')} rules={[{ required: true, pattern: /^(19|20)\d{2}$/, message: 'YYYY' }]}><Input maxLength={4} inputMode="numeric" /></Form.Item>
          </Form>
        </Modal>
      ) : null}
    </>
  );
}
